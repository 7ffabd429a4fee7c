// The notifications that a document has published in its life, made again from what it is and its
// audit trail.
#pragma once

#include <stdexcept>
#include <vector>

#include "approval-request/domain/audit.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"

namespace erp::approval_request {

class BrokenTrail : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Every notification.requested and .settled that the changes of `audit` caused, equal to the
// first time, in their order. `audit` is the whole trail of the document. Throws
// BrokenTrail when the two do not fit together.
std::vector<Event> NotificationsOf(const Document& document, const std::vector<AuditEntry>& audit);

// When it was published; of a notification only.
Instant TimeOf(const Event& notification);

}  // namespace erp::approval_request
