#include "approval-request/domain/reservation.h"

#include <string>

namespace erp::approval_request {

Transition ApplyReservation(const Document& document,
                            const LeaveAnswer& answer,
                            Reply reply,
                            Instant now,
                            const StepAssignment& assignment) {
  const Round& round = PresentRound(document);
  const std::string operation = EventId(MakeReserve(document));
  Transition change = NoChange(document, now);
  // Of a later round the operation stays in the outbox, where messages of earlier changes may wait
  // too; the ledger answers it once more, the same, and then it leaves.
  if (round.number == 1) change.settled = {operation};
  if (answer.applied) {
    change.state = DocumentState::kInProgress;
    ++change.order;
    OpenAndPublish(document, round.steps.front(), assignment, change);
  } else {
    change.state = DocumentState::kDraft;
    change.round_ended_at = now;
    change.refusal = LeaveRefusal{answer.refusal, answer.available, answer.reserved,
                                  reply == Reply::kNone, answer.date};
  }
  change.audit = Sealed({.seq = change.version,
                         .actor = document.requester.id,
                         .action = answer.applied ? "leave-reserved" : "leave-refused",
                         .round = round.number,
                         .step = 0,
                         .reference = operation,
                         .reason = answer.applied && assignment.vacant ? kVacant : "",
                         .at = now,
                         .prev = document.audit_head,
                         .hash = {}});
  if (!answer.applied && reply == Reply::kNone) {
    change.events = {MakeSubmitRefused(After(document, change))};
  }
  return change;
}

}  // namespace erp::approval_request
