// Use cases that only look.
#pragma once

#include <string>

#include "approval-request/app/ports.h"

namespace erp::approval_request {

// Thread-safe.
class ReadDocuments {
 public:
  ReadDocuments(Documents& documents, const EventEncoder& encoder);

  // kNotFound "document-not-found".
  Result<Document> Get(RequestId id);
  DocumentPage List(const DocumentFilter& filter, const PageRequest& page);
  DocumentPage Pending(EmployeeId approver, const PageRequest& page);

  // The body of the approval.step-opened of the open step, byte for byte as on the bus;
  // kNotFound "no-open-step" when the document is unknown or none is open.
  Result<std::string> OpenStepBody(RequestId id);

 private:
  Documents& documents_;
  const EventEncoder& encoder_;
};

}  // namespace erp::approval_request
