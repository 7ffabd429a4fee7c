// What the ledger's refusals and cancellations of leave leave in a stored round (its layout:
// document_bson.h).
#pragma once

#include <string>

#include "approval-request/domain/document.h"
#include "mongo/bson.h"

namespace erp::approval_request {

mongo::Document RefusalBson(const LeaveRefusal& refusal);
mongo::Document CancellationBson(const LeaveCancellation& cancellation);
// The last date of Document::leave_dates, which are not empty: `leaveTo`.
std::string LastDate(const std::string& leave_dates);

// Both of a stored round; none where it has none.
void ReadLeave(mongo::View bson, Round& round);

}  // namespace erp::approval_request
