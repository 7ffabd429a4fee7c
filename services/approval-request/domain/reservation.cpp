#include "approval-request/domain/reservation.h"

#include <string>

namespace erp::approval_request {

Transition ApplyReservation(const Document& document,
                            const LeaveAnswer& answer,
                            Heard heard,
                            Instant now) {
  const Round& round = PresentRound(document);
  const std::string operation = EventId(MakeReserve(document));
  Transition change = NoChange(document, now);
  change.settled = {operation};
  if (answer.applied) {
    change.state = DocumentState::kInProgress;
    ++change.order;
    Open(round.steps.front(), change);
  } else {
    change.state = DocumentState::kDraft;
    change.round_ended_at = now;
    change.refusal =
        LeaveRefusal{answer.refusal, answer.available, answer.reserved, heard == Heard::kByNobody};
  }
  change.audit = Sealed({.seq = change.version,
                         .actor = document.requester.id,
                         .action = answer.applied ? "leave-reserved" : "leave-refused",
                         .round = round.number,
                         .step = 0,
                         .reference = operation,
                         .at = now,
                         .prev = document.audit_head,
                         .hash = {}});
  const Document after = After(document, change);
  if (answer.applied) {
    change.events = {MakeStepOpened(after), MakeApprovalRequested(after)};
  } else if (heard == Heard::kByNobody) {
    change.events = {MakeSubmitRefused(after)};
  }
  return change;
}

}  // namespace erp::approval_request
