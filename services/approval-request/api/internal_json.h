// The answers and bodies of the operator listener's routes.
#pragma once

#include <cstdint>
#include <string>

#include "approval-request/app/hand_over.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/reemit_jobs.h"
#include "common/result.h"

namespace erp::approval_request {

// {"steps": [...], "next": id or null}; bodies stay the bytes of their events.
std::string OpenStepsJson(const OpenStepsPage<OpenStepKey>& page);
std::string OpenStepsJson(const OpenStepsPage<std::string>& page);

// The problem document of "no-open-step" with what the arbiter has to know then: `state`, how
// the last round was closed, who is on its line, and every decision and recall.
std::string WithEndOfRound(const std::string& problem, const Document& document);

std::string LagJson(std::int64_t lag);

// {"announced", "inForce"}
std::string EpochJson(const ArbiterEpochs::State& state);

// What waits for somebody in documents under way.
std::string WaitingJson(const Waiting& waiting);

// The body of POST /internal/notifications/re-emit: [from, to), at most 31 days.
struct TimeSpan {
  Instant from{};
  Instant to{};
};
Result<TimeSpan> ParseTimeSpan(const std::string& body);
std::string JobJson(const ReEmitJob& job);

}  // namespace erp::approval_request
