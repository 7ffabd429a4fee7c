// The HTTP routes (proto/http/approval-processing.yaml).
#pragma once

#include "approval-processing/api/operations.h"
#include "approval-processing/app/keeper.h"
#include "approval-processing/app/standings.h"
#include "approval-processing/app/use_cases.h"
#include "approval-processing/config.h"
#include "auth/actor.h"
#include "http/router.h"
#include "http/server.h"
#include "observe/health.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// What the handlers use; all of it must outlive the servers.
struct Api {
  UseCases& app;
  const auth::ActorSource& actors;
  metrics::Registry& registry;
  Standings& standings;
};

// For the public port.
http::Router PublicRoutes(const Api& api);

// For the operator port: what other services and operators call, and what every daemon offers
// there. `health` and `public_server` must outlive its server.
http::Router InternalRoutes(const Api& api,
                            const Operations& operations,
                            const health::Health& health,
                            const http::Server& public_server);

http::ServerOptions PublicOptions(const Config& config);
http::ServerOptions OperatorOptions(const Config& config);
KeeperOptions ComparisonTimes(const Config& config);

}  // namespace erp::approval_processing
