// The ledger's answer to a document that waits for it: what changes then.
#pragma once

#include "approval-request/domain/document.h"
#include "approval-request/domain/leave.h"
#include "approval-request/domain/transition.h"
#include "common/clock.h"

namespace erp::approval_request {

// Who hears of a refusal: the client that waits for the answer to its submit, or, when nobody
// does any more, the drafter by a notification.
enum class Reply { kToClient, kNone };

// Reserved: the first step opens, for whom `assignment` says. Refused: the round ends and the
// document is a draft again, with the reason. The document must await the answer (leave.h).
Transition ApplyReservation(const Document& document,
                            const LeaveAnswer& answer,
                            Reply reply,
                            Instant now,
                            const StepAssignment& assignment = {});

}  // namespace erp::approval_request
