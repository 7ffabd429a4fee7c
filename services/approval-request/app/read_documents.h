// Use cases that only look.
#pragma once

#include <optional>
#include <string>

#include "approval-request/app/ports.h"
#include "approval-request/app/shown_documents.h"

namespace erp::approval_request {

// Thread-safe.
class ReadDocuments {
 public:
  ReadDocuments(Documents& documents, const EventEncoder& encoder, ArbiterStepStates& step_states);

  // What is there for the viewer (domain/rights.h), as shown_documents.h says. kNotFound
  // "document-not-found".
  Result<Document> Get(RequestId id, const Viewer& viewer);
  // The scope of the filter is set here.
  DocumentPage List(DocumentFilter filter, const PageRequest& page, const Viewer& viewer);
  DocumentPage Pending(EmployeeId approver, const PageRequest& page);

  // As it is recorded: what the arbiter itself asks for.
  Result<Document> Recorded(RequestId id);
  // The body of the approval.step-opened of the open step, byte for byte as on the bus, but for
  // `missingResult` where the document holds results that wait for that one; nothing when no step
  // is open.
  std::optional<std::string> OpenStepBody(const Document& document);
  OpenStepsPage<std::string> OpenStepBodies(const OpenStepsRequest& request);
  OpenStepsPage<OpenStepKey> OpenStepKeys(const OpenStepsRequest& request);

 private:
  Documents& documents_;
  const EventEncoder& encoder_;
  ShownDocuments shown_;
};

}  // namespace erp::approval_request
