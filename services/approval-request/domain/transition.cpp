#include "approval-request/domain/transition.h"

#include <algorithm>
#include <utility>

#include "approval-request/domain/handover.h"
#include "approval-request/domain/rights.h"

namespace erp::approval_request {

Transition NoChange(const Document& document, Instant now) {
  const Step* open = OpenStep(document);
  return {.document = document.id,
          .from_version = document.version,
          .version = document.version + 1,
          .applied = document.applied,
          .order = document.order,
          .state = document.state,
          .open_step = document.open_step,
          .opened = open == nullptr ? std::nullopt : std::optional(*open),
          .round = PresentRound(document).number,
          .round_ended_at = PresentRound(document).ended_at,
          .steps = {},
          .participants = ParticipantsOf(document),
          .at = now,
          .audit = {},
          .events = {}};
}

void Open(Step step, Transition& change) {
  step.opened_at = change.at;
  change.open_step = step.number;
  change.opened = step;
  change.steps.push_back(std::move(step));
}

void OpenAndPublish(const Document& document,
                    Step step,
                    const StepAssignment& assignment,
                    Transition& change) {
  if (assignment.stand_in) {
    step = HandedOver(std::move(step), *assignment.stand_in, change.version, change.at, "");
  }
  step.vacant = assignment.vacant;
  Open(std::move(step), change);
  const Document after = After(document, change);
  change.events.emplace_back(MakeStepOpened(after));
  change.events.emplace_back(MakeApprovalRequested(after));
  if (assignment.vacant) change.events.emplace_back(MakeVacant(after, change.at));
}

namespace {

template <typename T>
void Remember(const std::optional<T>& one, std::size_t most, std::vector<T>& kept) {
  if (!one) return;
  kept.push_back(*one);
  if (kept.size() > most) kept.erase(kept.begin());
}

}  // namespace

Document After(Document document, const Transition& change) {
  if (change.superseded) document.rounds.back().content = change.superseded;
  if (change.content) Become(*change.content, document);
  if (change.next_line) document.next_line = *change.next_line;
  if (change.next_round) document.rounds.push_back(*change.next_round);
  if (change.deleted_at) document.deleted_at = change.deleted_at;
  document.version = change.version;
  document.applied = change.applied;
  document.order = change.order;
  document.state = change.state;
  document.open_step = change.open_step;
  document.updated_at = change.at;
  document.audit_head = change.audit.hash;
  Round& round = document.rounds.at(static_cast<std::size_t>(change.round) - 1);
  round.ended_at = change.round_ended_at;
  if (change.recall) round.recall = change.recall;
  if (change.refusal) round.refusal = change.refusal;
  if (change.cancellation) round.cancellation = change.cancellation;
  for (const auto& step : change.steps) {
    round.steps.at(static_cast<std::size_t>(step.number) - 1) = step;
  }
  std::erase_if(document.held, [&](const HeldResult& held) {
    return std::find(change.released.begin(), change.released.end(), held.id) !=
           change.released.end();
  });
  Remember(change.refused_result, kRefusedKept, document.refused);
  Remember(change.draft_change, kChangesKept, document.draft_changes);
  return document;
}

}  // namespace erp::approval_request
