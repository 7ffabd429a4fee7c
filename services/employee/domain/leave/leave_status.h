// Where leave that somebody asked for stands, as the paths of earlier clients name it. It follows
// from the state of its document. Pure, thread-safe.
#pragma once

#include <string>

namespace erp::employee {

// Of a document's finalStatus: "PENDING" (in_progress, submitting), "APPROVED", "REJECTED",
// "RECALLED", "CANCELED"; a draft is "REFUSED" when the ledger refused it, otherwise "DRAFT".
std::string LeaveStatusOf(const std::string& document_state, bool refused);

}  // namespace erp::employee
