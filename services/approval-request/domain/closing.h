// The end of a round, whatever brought it about: the last approval, a rejection, a recall.
#pragma once

#include <string>
#include <vector>

#include "approval-request/domain/transition.h"

namespace erp::approval_request {

// The round ends in `outcome`; no step of it is open any more, and those that nobody has decided
// or that `change` does not decide are canceled.
void EndRound(const Document& document, DocumentState outcome, Transition& change);

// What the end causes, the document being as it is `after` it: the arbiter closes the round, and
// everybody concerned but `by`, who caused it, is notified, the ledger consumes leave or gives it
// back, and attendance is corrected.
std::vector<Event> EventsOfEnd(const Document& after, EmployeeId by, const std::string& comment);

}  // namespace erp::approval_request
