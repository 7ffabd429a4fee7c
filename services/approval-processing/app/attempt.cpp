#include "approval-processing/app/attempt.h"

#include <string>

#include "common/error.h"

namespace erp::approval_processing {
namespace {

Verdict Try(TaskStore& store, const DecisionCommand& command, const std::string& digest) {
  return store.Decide(command, digest);
}

Verdict Try(TaskStore& store, const RecallCommand& command, const std::string& digest) {
  return store.Recall(command, digest);
}

// A condition that cannot be judged now must not be taken for one that holds, or does not.
Verdict Judged(Verdict verdict) {
  if (verdict.outcome == DecisionOutcome::kVersionUnknown) {
    throw Unavailable("the version of the document is not known");
  }
  // Views show what was decided at once, and with it whose turn it is: the next one is not refused
  // because the document has not recorded it yet.
  if (verdict.outcome == DecisionOutcome::kOpening) {
    throw Unavailable("the result that opens this step is being recorded", std::chrono::seconds(1),
                      "step-opening");
  }
  return verdict;
}

template <typename Command>
Verdict TryAndAsk(TaskStore& store, OpenStepLookup& lookup, const Command& command) {
  // One digest for both tries: they are the same command.
  const std::string digest = KeyDigest(command);
  Verdict verdict = Try(store, command, digest);
  if (!MayBeOutdated(verdict.outcome, verdict.task_state)) return verdict;
  const auto there = lookup.Ask(command.document, verdict);
  if (!there) return Judged(verdict);
  // Also when its event was faster than the lookup and has opened it meanwhile.
  if (there->opened) return Judged(Try(store, command, digest));
  return Better(verdict, Remembered(*there, command, digest));
}

}  // namespace

Verdict Attempt(TaskStore& store, OpenStepLookup& lookup, const DecisionCommand& command) {
  return TryAndAsk(store, lookup, command);
}

Verdict Attempt(TaskStore& store, OpenStepLookup& lookup, const RecallCommand& command) {
  return TryAndAsk(store, lookup, command);
}

bool Delivered(const Verdict& verdict,
               ResultPublisher& publisher,
               std::chrono::milliseconds report_wait) {
  if (verdict.undeliverable) return false;
  // A repeat whose message is no longer kept has been delivered.
  const bool delivered =
      !verdict.message || publisher.Publish(*verdict.message, Deadline::After(report_wait));
  return delivered && (!verdict.epoch || publisher.IsSure(*verdict.epoch));
}

}  // namespace erp::approval_processing
