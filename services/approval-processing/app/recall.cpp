#include "approval-processing/app/recall.h"

#include "approval-processing/app/attempt.h"
#include "common/failpoint.h"

namespace erp::approval_processing {

RecallDocument::RecallDocument(TaskStore& store,
                               OpenStepSource& source,
                               ResultPublisher& publisher,
                               DecideOptions options)
    : store_(store),
      lookup_(store, source, options.source_wait),
      publisher_(publisher),
      options_(options) {}

Result<RecallAnswer> RecallDocument::Run(const RecallCommand& command) {
  const Verdict verdict = Attempt(store_, lookup_, command);
  if (verdict.outcome != DecisionOutcome::kDecided &&
      verdict.outcome != DecisionOutcome::kRepeated) {
    return Refusal(verdict.outcome, verdict.decision, verdict.recall);
  }
  RecallAnswer answer{.recall = verdict.recall.value(),
                      .replayed = verdict.outcome == DecisionOutcome::kRepeated};
  if (!answer.replayed) failpoint::Crash("recall.stored");
  answer.delivered = Delivered(verdict, publisher_, options_.report_wait);
  return answer;
}

}  // namespace erp::approval_processing
