#include "approval-processing/app/move.h"

#include "common/failpoint.h"

namespace erp::approval_processing {

Result<MoveAnswer> MoveTask::Run(const MoveCommand& command) {
  const auto verdict = tasks_.Move(command);
  const bool repeated = verdict.outcome == MoveOutcome::kRepeated;
  if (verdict.outcome != MoveOutcome::kMoved && !repeated) return Refusal(verdict.outcome);
  if (!repeated) failpoint::Crash("move.stored");
  MoveAnswer answer{.move = verdict.move.value(), .replayed = repeated};
  // A repeat whose message is no longer kept has been delivered.
  answer.delivered =
      (!verdict.message || publisher_.Publish(*verdict.message, Deadline::After(report_wait_))) &&
      publisher_.IsSure(verdict.epoch);
  return answer;
}

}  // namespace erp::approval_processing
