#include "approval-processing/app/open_step_lookup.h"

#include <algorithm>
#include <string_view>
#include <thread>

#include "common/error.h"

namespace erp::approval_processing {
namespace {

// A result takes some milliseconds from its stream to the document.
constexpr std::chrono::milliseconds kBetweenQuestions{8};

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

std::optional<SourceState> OpenStepLookup::Ask(RequestId request, const Verdict& verdict) {
  const auto deadline = Deadline::After(budget_);
  try {
    for (;;) {
      auto state = source_.Find(request, deadline);
      if (state.opened && !CheckOpenedStep(*state.opened).ok()) state.opened.reset();
      const bool moved = OpenHere(state);
      const bool may_move =
          (verdict.standing == Standing::kNotOpen || verdict.standing == Standing::kOpening) &&
          verdict.phase == Phase::kTold && state.kind == SourceState::Kind::kOpen && !moved;
      if (!may_move || deadline.Remaining() <= 2 * kBetweenQuestions) return state;
      std::this_thread::sleep_for(kBetweenQuestions);
    }
  } catch (const Unavailable&) {
    // Nothing is known, or the next step is about to open: only approval-request can tell. A
    // round that has ended is answered from what was kept.
    if (verdict.standing == Standing::kRecalled) return std::nullopt;
    if (verdict.standing == Standing::kUnknown || verdict.standing == Standing::kVersionUnknown ||
        verdict.phase == Phase::kTold) {
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
  Verdict verdict{.phase = Phase::kEnded};
  for (const auto& decision : state.decisions) {
    if (decision.approver != command.approver) continue;
    verdict.decision = decision;
    verdict.standing = Standing::kAlreadyDecided;
    if (!MadeBy(decision.id, digest)) continue;
    // The comment is not told: a key that was reused with another one is not recognised here.
    verdict.standing =
        decision.status == command.status ? Standing::kRepeated : Standing::kKeyReused;
    return verdict;
  }
  if (verdict.standing == Standing::kUnknown && EndedByRecall(state)) {
    verdict.standing = Standing::kRecalled;
    verdict.recall = state.recall;
  }
  // E.g. of a document whose leave is not reserved yet: the approver may decide it, only not now.
  if (verdict.standing == Standing::kUnknown && IsOnLine(state, command.approver)) {
    verdict.standing = state.begun ? Standing::kNotOpen : Standing::kNotBegun;
  }
  return verdict;
}

Verdict Remembered(const SourceState& state,
                   const RecallCommand& command,
                   const std::string& digest) {
  Verdict verdict{.phase = Phase::kEnded};
  if (state.kind == SourceState::Kind::kUnknown) return verdict;
  verdict.standing = state.begun ? Standing::kEnded : Standing::kNotBegun;
  if (state.draft) verdict.standing = Standing::kDraft;
  if (!state.recall) return verdict;
  const bool same =
      state.recall->requester == command.requester && MadeBy(state.recall->id, digest);
  if (!same && !EndedByRecall(state)) return verdict;
  verdict.standing = same ? Standing::kRepeated : Standing::kRecalled;
  verdict.recall = state.recall;
  return verdict;
}

Verdict Better(const Verdict& kept, const Verdict& remembered) {
  // A round after the one that is known here.
  if (remembered.standing == Standing::kDraft || remembered.standing == Standing::kNotBegun) {
    return remembered;
  }
  const bool little = kept.standing == Standing::kUnknown || kept.standing == Standing::kNotOpen ||
                      kept.standing == Standing::kOpening || kept.standing == Standing::kEnded ||
                      kept.standing == Standing::kVersionUnknown;
  if (little && remembered.standing != Standing::kUnknown) return remembered;
  if (kept.standing != Standing::kOpening) return kept;
  // No step is open there: nothing opens for this person.
  Verdict closed = kept;
  closed.standing = Standing::kNotOpen;
  return closed;
}

}  // namespace erp::approval_processing
