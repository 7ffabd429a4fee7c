#include "approval-processing/app/decide.h"

#include <optional>

#include "common/error.h"

namespace erp::approval_processing {

Decide::Decide(TaskStore& store,
               OpenStepSource& source,
               ResultPublisher& publisher,
               DecideOptions options)
    : store_(store), source_(source), publisher_(publisher), options_(options) {}

Result<DecisionAnswer> Decide::Run(const DecisionCommand& command) {
  // One digest for both tries: they are the same command.
  const std::string digest = KeyDigest(command);
  Verdict verdict = store_.Decide(command, digest);
  if (MayBeOutdated(verdict.standing, verdict.ended) && Refresh(command, verdict)) {
    verdict = store_.Decide(command, digest);
  }
  if (verdict.standing != Standing::kDecided && verdict.standing != Standing::kRepeated) {
    return Refusal(verdict.standing, verdict.decision);
  }
  return Answer(verdict);
}

// Asks approval-request once for the open step, whose event may be on its way: an approver
// may act the instant after the submit, or after the decision before him, was acknowledged.
// True when a step is open there: then the first answer is outdated, also when the step's event
// was faster than this question and has opened it meanwhile.
bool Decide::Refresh(const DecisionCommand& command, const Verdict& verdict) {
  std::optional<OpenedStep> opened;
  try {
    opened = source_.Find(command.request, Deadline::After(options_.source_wait));
  } catch (const Unavailable&) {
    // Where the document is known, this service is the arbiter and its answer stands.
    if (verdict.standing == Standing::kUnknown) throw;
  }
  if (!opened || !CheckOpenedStep(*opened).ok()) return false;
  store_.Open(*opened);
  return true;
}

DecisionAnswer Decide::Answer(const Verdict& verdict) {
  DecisionAnswer answer{.decision = verdict.decision.value(),
                        .replayed = verdict.standing == Standing::kRepeated};
  // A repeat whose message is no longer kept has been delivered.
  answer.delivered = !verdict.message ||
                     publisher_.Publish(*verdict.message, Deadline::After(options_.report_wait));
  return answer;
}

}  // namespace erp::approval_processing
