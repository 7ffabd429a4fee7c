#include "approval-request/domain/result.h"

#include <utility>

#include "approval-request/domain/closing.h"
#include "approval-request/domain/handover.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

using Verdict = ArbitratedResult::Verdict;

Error Mismatch(std::string slug, erp::Message message) {
  return {ErrorCode::kConflict, std::move(slug), std::move(message)};
}

Result<void> CheckActor(const Document& document, const ArbitratedResult& result) {
  if (result.verdict != Verdict::kRecalled) {
    if (result.actor != OpenStep(document)->approver.id) {
      return Mismatch("approver-mismatch", "Somebody who is not the approver decided.");
    }
    const bool moved = result.verdict == Verdict::kMoved;
    if (moved && (!result.to || result.to->id == document.requester.id)) {
      return Mismatch("approver-mismatch", "The task moved to nobody who may decide it.");
    }
    return {};
  }
  if (result.actor != document.requester.id) {
    return Mismatch("not-the-drafter", "Somebody who is not the drafter recalled.");
  }
  if (!Recallable(document)) {
    return Mismatch("already-decided", "A recall after the first decision.");
  }
  return {};
}

Result<void> Check(const Document& document, const ArbitratedResult& result) {
  const Step* open = OpenStep(document);
  if (document.state != DocumentState::kInProgress || open == nullptr) {
    return Mismatch("document-closed", "The document is not in progress.");
  }
  if (result.round != PresentRound(document).number) {
    return Mismatch("round-mismatch", "The result belongs to another round.");
  }
  if (result.step != open->number || result.attempt != open->attempt) {
    return Mismatch("step-not-open", "The result is about a step that is not open.");
  }
  if (result.content_hash != document.content_hash) {
    return Mismatch("content-mismatch", "The result was made on another content.");
  }
  return CheckActor(document, result);
}

AuditEntry AuditOf(const Document& document,
                   const ArbitratedResult& result,
                   std::string action,
                   std::string reason,
                   Instant now) {
  if (reason.empty() && result.verdict == Verdict::kMoved) reason = kBecauseLeft;
  return Sealed({.seq = document.version + 1,
                 .actor = result.actor,
                 .action = std::move(action),
                 .round = result.round,
                 .step = result.step,
                 .reference = result.id,
                 .comment_hash = result.comment.empty() ? "" : Sha256Hex(result.comment),
                 .reason = std::move(reason),
                 .at = now,
                 .prev = document.audit_head,
                 .hash = {}});
}

Step Decided(Step step, const ArbitratedResult& result) {
  const bool approved = result.verdict == Verdict::kApproved;
  step.status = approved ? StepStatus::kApproved : StepStatus::kRejected;
  step.decided_at = result.at;
  step.decision_id = result.id;
  step.result = result.n;
  step.comment = result.comment;
  return step;
}

// An approval opens the next step, or ends the round with the last one; a rejection ends it.
void Decide(const Document& document,
            const ArbitratedResult& result,
            const StepAssignment& assignment,
            Transition& change) {
  const auto& steps = PresentRound(document).steps;
  const Step& decided = *OpenStep(document);
  const bool approved = result.verdict == Verdict::kApproved;
  const auto next = static_cast<std::size_t>(decided.number);  // numbers start at 1
  change.steps.push_back(Decided(decided, result));
  if (approved && next < steps.size()) {
    OpenAndPublish(document, steps[next], assignment, change);
  } else {
    EndRound(document, approved ? DocumentState::kApproved : DocumentState::kRejected, change);
    change.events = EventsOfEnd(After(document, change), result.actor, result.comment);
  }
  change.events.emplace_back(
      MakeSettled(document, decided, NotificationSettled::Reason::kDecided, change.at));
}

void TakeBack(const Document& document, const ArbitratedResult& result, Transition& change) {
  change.recall = RecallMark{result.id, result.n, result.at, result.comment};
  EndRound(document, DocumentState::kRecalled, change);
  change.events = EventsOfEnd(After(document, change), result.actor, result.comment);
  change.events.emplace_back(
      MakeSettled(document, *OpenStep(document), NotificationSettled::Reason::kClosed, change.at));
}

// The task is somebody else's from now on, as the next attempt at its step.
void Move(const Document& document, const ArbitratedResult& result, Transition& change) {
  const Step& open = *OpenStep(document);
  Step moved = HandedOver(open, *result.to, change.version, change.at, result.id);
  ++moved.attempt;
  OpenAndPublish(document, std::move(moved), {}, change);
  change.events.emplace_back(
      MakeSettled(document, open, NotificationSettled::Reason::kClosed, change.at));
}

std::string ActionOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kApproved:
      return "step-approved";
    case Verdict::kRejected:
      return "step-rejected";
    case Verdict::kMoved:
      return "step-moved";
    case Verdict::kRecalled:
      break;
  }
  return "recalled";
}

}  // namespace

void PublishStateAgain(const Document& document, Transition& change) {
  if (document.state == DocumentState::kSubmitting) return;  // the arbiter learns of it only then
  ++change.order;
  const Step* open = OpenStep(document);
  if (open == nullptr) {
    change.events = {MakeRoundClosed(After(document, change), Occasion::kAgain)};
    return;
  }
  Step again = *open;
  ++again.attempt;
  Open(std::move(again), change);
  const Document after = After(document, change);
  change.events = {MakeStepOpened(after), MakeApprovalRequested(after),
                   MakeSettled(document, *open, NotificationSettled::Reason::kClosed, change.at)};
}

Place PlaceOf(const Document& document, const ArbitratedResult& result) {
  if (result.n > document.applied + 1) return Place::kAhead;
  if (result.n == document.applied + 1) {
    // Its round has not begun for the document; the write that begins it is on its way.
    const bool early = document.state == DocumentState::kSubmitting &&
                       result.round == PresentRound(document).number;
    return early ? Place::kAhead : Place::kNext;
  }
  return HasResult(document, result.id) ? Place::kDuplicate : Place::kTaken;
}

Result<Transition> ApplyResult(const Document& document,
                               const ArbitratedResult& result,
                               Instant now,
                               const StepAssignment& assignment) {
  if (auto checked = Check(document, result); !checked) return checked.error();
  Transition change = NoChange(document, now);
  change.applied = result.n;
  change.order = document.order + 1;
  change.audit =
      AuditOf(document, result, ActionOf(result.verdict), assignment.vacant ? kVacant : "", now);
  if (result.verdict == Verdict::kRecalled) {
    TakeBack(document, result, change);
  } else if (result.verdict == Verdict::kMoved) {
    Move(document, result, change);
  } else {
    Decide(document, result, assignment, change);
  }
  return change;
}

Transition RefuseResult(const Document& document,
                        const ArbitratedResult& result,
                        const std::string& why,
                        Instant now) {
  Transition change = NoChange(document, now);
  // Beyond the next one when those before it were given up.
  if (result.n > document.applied) change.applied = result.n;
  change.refused_result = RefusedResult{result.id, result.n, why, now};
  change.audit = AuditOf(document, result, "result-refused", why, now);
  PublishStateAgain(document, change);
  if (result.verdict != Verdict::kMoved) {
    change.events.emplace_back(MakeResultRefused(document, result.actor, result.id, why, now));
  }
  return change;
}

Transition RefuseEarlierEpoch(const Document& document,
                              const ArbitratedResult& result,
                              Instant now) {
  Transition change = NoChange(document, now);
  change.refused_result = RefusedResult{result.id, result.n, kEarlierEpoch, now};
  change.audit = AuditOf(document, result, "result-refused", kEarlierEpoch, now);
  if (OpenStep(document) != nullptr) {
    ++change.order;
    change.events = {MakeStepOpened(After(document, change), Occasion::kAgain)};
  }
  if (result.verdict != Verdict::kMoved) {
    change.events.emplace_back(
        MakeResultRefused(document, result.actor, result.id, kEarlierEpoch, now));
  }
  return change;
}

}  // namespace erp::approval_request
