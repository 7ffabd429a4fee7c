// PUT /internal/moves/{requestId}: its body, its answer, its route.
#pragma once

#include <string>

#include "approval-processing/app/move.h"
#include "common/result.h"
#include "http/router.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// {"round","step","attempt","fromId","to":{"approverId","name","position","department"}}
Result<MoveCommand> ParseMove(RequestId document, const std::string& body);
std::string PrintMove(RequestId document, const TaskMove& move);

// For the operator port. The use case must outlive the router.
void AddMoveRoutes(http::Router& router, MoveTask& move, metrics::Registry& registry);

}  // namespace erp::approval_processing
