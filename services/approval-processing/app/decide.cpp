#include "approval-processing/app/decide.h"

#include "approval-processing/app/attempt.h"
#include "common/failpoint.h"

namespace erp::approval_processing {

Decide::Decide(TaskStore& store,
               OpenStepSource& source,
               ResultPublisher& publisher,
               DecideOptions options)
    : store_(store),
      lookup_(store, source, options.source_wait),
      publisher_(publisher),
      options_(options) {}

Result<DecisionAnswer> Decide::Run(const DecisionCommand& command) {
  const Verdict verdict = Attempt(store_, lookup_, command);
  if (verdict.outcome == DecisionOutcome::kDecided) failpoint::Crash("decide.stored");
  if (verdict.outcome != DecisionOutcome::kDecided &&
      verdict.outcome != DecisionOutcome::kRepeated) {
    return Refusal(verdict.outcome, verdict.decision, verdict.recall);
  }
  return Answer(verdict);
}

DecisionAnswer Decide::Answer(const Verdict& verdict) {
  DecisionAnswer answer{.decision = verdict.decision.value(),
                        .replayed = verdict.outcome == DecisionOutcome::kRepeated};
  answer.delivered = Delivered(verdict, publisher_, options_.report_wait);
  if (!answer.replayed) failpoint::Crash("decide.published");
  return answer;
}

}  // namespace erp::approval_processing
