#include "approval-request/domain/decision.h"

#include <utility>

#include "approval-request/domain/leave.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

Error Mismatch(std::string slug, std::string message) {
  return {ErrorCode::kConflict, std::move(slug), std::move(message)};
}

Result<void> Check(const Document& document, const Decision& decision) {
  const Step* open = OpenStep(document);
  if (document.state != DocumentState::kInProgress || open == nullptr) {
    return Mismatch("document-closed", "The document is not in progress.");
  }
  if (decision.round != PresentRound(document).number) {
    return Mismatch("round-mismatch", "The decision belongs to another round.");
  }
  if (decision.step != open->number || decision.attempt != open->attempt) {
    return Mismatch("step-not-open", "The decision is about a step that is not open.");
  }
  if (decision.approver != open->approver.id) {
    return Mismatch("approver-mismatch", "Somebody who is not the approver decided.");
  }
  if (decision.content_hash != document.content_hash) {
    return Mismatch("content-mismatch", "The decision was made on another content.");
  }
  return {};
}

Step Decided(Step step, const Decision& decision) {
  step.status = decision.approved ? StepStatus::kApproved : StepStatus::kRejected;
  step.decided_at = decision.decided_at;
  step.decision_id = decision.id;
  step.comment = decision.comment;
  return step;
}

// The steps behind the decided one: the next one opens, or, after a rejection, none ever will.
void ContinueLine(const Document& document, const Decision& decision, Transition& change) {
  const auto& steps = PresentRound(document).steps;
  const auto next = static_cast<std::size_t>(decision.step);  // numbers start at 1
  if (decision.approved && next < steps.size()) {
    Step opened = steps[next];
    opened.opened_at = change.at;
    change.open_step = opened.number;
    change.open_approver = opened.approver.id;
    change.steps.push_back(std::move(opened));
    return;
  }
  change.state = decision.approved ? DocumentState::kApproved : DocumentState::kRejected;
  change.open_step = 0;
  change.round_ended_at = change.at;
  for (std::size_t i = next; i < steps.size(); ++i) {
    Step canceled = steps[i];
    canceled.status = StepStatus::kCanceled;
    canceled.decided_at = change.at;
    change.steps.push_back(std::move(canceled));
  }
}

void AddEvents(const Document& after, const Decision& decision, Transition& change) {
  if (after.open_step != 0) {
    change.events.emplace_back(MakeStepOpened(after));
    change.events.emplace_back(MakeApprovalRequested(after));
  } else {
    change.events.emplace_back(MakeRoundClosed(after));
    for (auto& notice : MakeStatusChanged(after, decision.approver, decision.comment)) {
      change.events.emplace_back(std::move(notice));
    }
    if (const auto effect = LeaveEffect(after)) change.events.emplace_back(*effect);
  }
  change.events.emplace_back(
      MakeSettled(after, change.steps.front(), NotificationSettled::Reason::kDecided, change.at));
}

}  // namespace

Place PlaceOf(const Document& document, const Decision& decision) {
  if (decision.n > document.applied + 1) return Place::kAhead;
  if (decision.n == document.applied + 1) return Place::kNext;
  return HasDecision(document, decision.id) ? Place::kDuplicate : Place::kTaken;
}

Result<Transition> ApplyDecision(const Document& document, const Decision& decision, Instant now) {
  if (auto checked = Check(document, decision); !checked) return checked.error();
  Transition change{.document = document.id,
                    .from_version = document.version,
                    .version = document.version + 1,
                    .applied = decision.n,
                    .order = document.order + 1,
                    .state = document.state,
                    .open_step = 0,
                    .round = decision.round,
                    .steps = {Decided(*OpenStep(document), decision)},
                    .at = now,
                    .audit = {},
                    .events = {}};
  ContinueLine(document, decision, change);
  change.audit =
      Sealed({.seq = change.version,
              .actor = decision.approver,
              .action = decision.approved ? "step-approved" : "step-rejected",
              .round = decision.round,
              .step = decision.step,
              .reference = decision.id,
              .comment_hash = decision.comment.empty() ? "" : Sha256Hex(decision.comment),
              .at = now,
              .prev = document.audit_head,
              .hash = {}});
  AddEvents(After(document, change), decision, change);
  return change;
}

Document After(Document document, const Transition& transition) {
  document.version = transition.version;
  document.applied = transition.applied;
  document.order = transition.order;
  document.state = transition.state;
  document.open_step = transition.open_step;
  document.updated_at = transition.at;
  document.audit_head = transition.audit.hash;
  Round& round = document.rounds.at(static_cast<std::size_t>(transition.round) - 1);
  round.ended_at = transition.round_ended_at;
  if (transition.refusal) round.refusal = transition.refusal;
  for (const auto& step : transition.steps) {
    round.steps.at(static_cast<std::size_t>(step.number) - 1) = step;
  }
  return document;
}

}  // namespace erp::approval_request
