#include "approval-processing/app/open_step_lookup.h"

#include <algorithm>
#include <string_view>
#include <thread>

#include "common/error.h"
#include "common/retry.h"

namespace erp::approval_processing {
namespace {

// A result takes some milliseconds from its stream to the document.
constexpr std::chrono::milliseconds kFirstPause{2};
constexpr std::chrono::milliseconds kLongestPause{8};

// Whether the document has ended, by this recall.
bool EndedByRecall(const SourceState& state) {
  return state.begun && state.recall &&
         (!state.closed || state.closed->round == state.recall->key.round);
}

bool IsOnLine(const SourceState& state, EmployeeId approver) {
  const auto& line = state.approvers;
  return std::find(line.begin(), line.end(), approver) != line.end();
}

// Ids end with the digest of the key that they were made by.
bool MadeBy(std::string_view id, const std::string& digest) { return id.ends_with(":" + digest); }

}  // namespace

std::optional<SourceState> OpenStepLookup::Ask(RequestId document, const Verdict& verdict) {
  const auto deadline = Deadline::After(budget_);
  Backoff pauses(kFirstPause, kLongestPause);
  try {
    for (;;) {
      auto state = source_.Find(document, deadline);
      if (state.opened && !CheckOpenedStep(*state.opened).ok()) state.opened.reset();
      const bool moved = OpenHere(state);
      const bool may_move = (verdict.outcome == DecisionOutcome::kNotOpen ||
                             verdict.outcome == DecisionOutcome::kOpening) &&
                            verdict.task_state == TaskState::kDecided &&
                            state.kind == SourceState::Kind::kOpen && !moved;
      // A stop does not cut it: a request that has arrived is answered, within budget_.
      const auto pause = pauses.Next();
      if (!may_move || deadline.Remaining() <= 2 * pause) return state;
      std::this_thread::sleep_for(pause);
    }
  } catch (const Unavailable&) {
    // Nothing is known, or the next step is about to open: only approval-request can know. A
    // round that has ended is answered from what was kept.
    if (verdict.outcome == DecisionOutcome::kRecalled) return std::nullopt;
    if (verdict.outcome == DecisionOutcome::kUnknown ||
        verdict.outcome == DecisionOutcome::kVersionUnknown ||
        verdict.task_state == TaskState::kDecided) {
      throw;
    }
    return std::nullopt;
  }
}

// Whether the step was new here.
bool OpenStepLookup::OpenHere(const SourceState& state) {
  if (!state.opened) return false;
  return store_.Open(*state.opened) == TaskStore::OpenOutcome::kOpened;
}

Verdict Remembered(const SourceState& state,
                   const DecisionCommand& command,
                   const std::string& digest) {
  Verdict verdict{.task_state = TaskState::kEnded};
  for (const auto& decision : state.decisions) {
    if (decision.approver != command.approver) continue;
    verdict.decision = decision;
    verdict.outcome = DecisionOutcome::kAlreadyDecided;
    if (!MadeBy(decision.id, digest)) continue;
    // The comment is not part of it: a key that was reused with another one is not recognised here.
    verdict.outcome = decision.status == command.status ? DecisionOutcome::kRepeated
                                                        : DecisionOutcome::kKeyReused;
    return verdict;
  }
  if (verdict.outcome == DecisionOutcome::kUnknown && EndedByRecall(state)) {
    verdict.outcome = DecisionOutcome::kRecalled;
    verdict.recall = state.recall;
  }
  // E.g. of a document whose leave is not reserved yet: the approver may decide it, only not now.
  if (verdict.outcome == DecisionOutcome::kUnknown && IsOnLine(state, command.approver)) {
    verdict.outcome = state.begun ? DecisionOutcome::kNotOpen : DecisionOutcome::kNotBegun;
  }
  return verdict;
}

Verdict Remembered(const SourceState& state,
                   const RecallCommand& command,
                   const std::string& digest) {
  Verdict verdict{.task_state = TaskState::kEnded};
  if (state.kind == SourceState::Kind::kUnknown) return verdict;
  verdict.outcome = state.begun ? DecisionOutcome::kEnded : DecisionOutcome::kNotBegun;
  if (state.draft) verdict.outcome = DecisionOutcome::kDraft;
  if (!state.recall) return verdict;
  const bool same =
      state.recall->requester == command.requester && MadeBy(state.recall->id, digest);
  if (!same && !EndedByRecall(state)) return verdict;
  verdict.outcome = same ? DecisionOutcome::kRepeated : DecisionOutcome::kRecalled;
  verdict.recall = state.recall;
  return verdict;
}

Verdict Better(const Verdict& kept, const Verdict& remembered) {
  // A round after the one that is known here.
  if (remembered.outcome == DecisionOutcome::kDraft ||
      remembered.outcome == DecisionOutcome::kNotBegun) {
    return remembered;
  }
  const bool little =
      kept.outcome == DecisionOutcome::kUnknown || kept.outcome == DecisionOutcome::kNotOpen ||
      kept.outcome == DecisionOutcome::kOpening || kept.outcome == DecisionOutcome::kEnded ||
      kept.outcome == DecisionOutcome::kVersionUnknown;
  if (little && remembered.outcome != DecisionOutcome::kUnknown) return remembered;
  if (kept.outcome != DecisionOutcome::kOpening) return kept;
  // No step is open there: nothing opens for this person.
  Verdict closed = kept;
  closed.outcome = DecisionOutcome::kNotOpen;
  return closed;
}

}  // namespace erp::approval_processing
