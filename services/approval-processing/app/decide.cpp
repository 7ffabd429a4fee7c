#include "approval-processing/app/decide.h"

#include "common/failpoint.h"

namespace erp::approval_processing {

Decide::Decide(TaskStore& store,
               OpenStepSource& source,
               ResultPublisher& publisher,
               DecideOptions options)
    : store_(store),
      question_(store, source, options.source_wait),
      publisher_(publisher),
      options_(options) {}

Result<DecisionAnswer> Decide::Run(const DecisionCommand& command) {
  // One digest for both tries: they are the same command.
  const std::string digest = KeyDigest(command);
  Verdict verdict = store_.Decide(command, digest);
  if (MayBeOutdated(verdict.standing, verdict.phase)) {
    const auto there = question_.Ask(command.request, verdict);
    if (there && there->opened) {
      // Also when its event was faster than the question and has opened it meanwhile.
      verdict = store_.Decide(command, digest);
    } else if (there) {
      verdict = Better(verdict, Remembered(*there, command, digest));
    }
  }
  if (verdict.standing == Standing::kDecided) failpoint::Crash("decide.stored");
  if (verdict.standing != Standing::kDecided && verdict.standing != Standing::kRepeated) {
    return Refusal(verdict.standing, verdict.decision, verdict.recall);
  }
  return Answer(verdict);
}

DecisionAnswer Decide::Answer(const Verdict& verdict) {
  DecisionAnswer answer{.decision = verdict.decision.value(),
                        .replayed = verdict.standing == Standing::kRepeated};
  // A repeat whose message is no longer kept has been delivered.
  answer.delivered = !verdict.message ||
                     publisher_.Publish(*verdict.message, Deadline::After(options_.report_wait));
  if (!answer.replayed) failpoint::Crash("decide.published");
  return answer;
}

}  // namespace erp::approval_processing
