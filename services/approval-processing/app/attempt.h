// One try of a command, and a second one where the first may have met an outdated state.
#pragma once

#include <chrono>

#include "approval-processing/app/open_step_lookup.h"
#include "approval-processing/app/ports.h"
#include "approval-processing/domain/decision.h"

namespace erp::approval_processing {

// Tries the command; where what is kept here may be outdated, approval-request is asked once,
// and the command is tried again when a step is open there, or else answered by what is
// remembered there. Both tries are the same command: at most one of them decides. Throws
// Unavailable as TaskStore and OpenStepLookup do.
Verdict Attempt(TaskStore& store, OpenStepLookup& lookup, const DecisionCommand& command);
Verdict Attempt(TaskStore& store, OpenStepLookup& lookup, const RecallCommand& command);

// Whether the result of a command that was made has a second copy that counts; blocks for the
// delivery report, at most for `report_wait`.
bool Delivered(const Verdict& verdict,
               ResultPublisher& publisher,
               std::chrono::milliseconds report_wait);

}  // namespace erp::approval_processing
