// The HTTP routes (proto/http/approval-processing.yaml).
#pragma once

#include "approval-processing/app/decide.h"
#include "approval-processing/app/tasks.h"
#include "approval-processing/config.h"
#include "auth/actor.h"
#include "http/router.h"
#include "http/server.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// What the handlers use; all of it must outlive the servers.
struct Api {
  Tasks& tasks;
  Decide& decide;
  const auth::ActorSource& actors;
  metrics::Registry& registry;
};

// For the public port.
http::Router PublicRoutes(const Api& api);

// For the operator port: what other services call.
http::Router InternalRoutes(const Api& api);

http::ServerOptions PublicOptions(const Config& config);
http::ServerOptions OperatorOptions(const Config& config);

}  // namespace erp::approval_processing
