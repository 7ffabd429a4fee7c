// The HTTP routes (proto/http/approval-processing.yaml).
#pragma once

#include <cstddef>

#include "approval-processing/api/operations.h"
#include "approval-processing/app/reconciler.h"
#include "approval-processing/app/step_states.h"
#include "approval-processing/app/use_cases.h"
#include "approval-processing/config.h"
#include "auth/actor.h"
#include "http/router.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// What the handlers use; all of it must outlive the servers.
struct Api {
  UseCases& app;
  const auth::ActorSource& actors;
  metrics::Registry& registry;
  StepStates& step_states;
  const Operations& operations;
};

// For the public port.
http::Router PublicRoutes(const Api& api);

// For the operator port: what other services and operators call.
http::Router InternalRoutes(const Api& api);
// The connections there that a replica of approval-request keeps (16 to decide, 16 for views),
// times two, and the probes.
inline constexpr std::size_t kInternalThreads = 72;

ReconcilerOptions ReconcilerTimes(const Config& config);

}  // namespace erp::approval_processing
