#include "approval-request/app/read_documents.h"

#include <utility>

namespace erp::approval_request {

ReadDocuments::ReadDocuments(Documents& documents, const EventEncoder& encoder)
    : documents_(documents), encoder_(encoder) {}

Result<Document> ReadDocuments::Get(RequestId id) {
  auto document = documents_.Find(id);
  if (document) return *std::move(document);
  return Error{ErrorCode::kNotFound, "document-not-found", "No such document."};
}

DocumentPage ReadDocuments::List(const DocumentFilter& filter, const PageRequest& page) {
  return documents_.List(filter, page);
}

DocumentPage ReadDocuments::Pending(EmployeeId approver, const PageRequest& page) {
  return documents_.Pending(approver, page);
}

Result<std::string> ReadDocuments::OpenStepBody(RequestId id) {
  const auto document = documents_.Find(id);
  if (!document || OpenStep(*document) == nullptr) {
    return Error{ErrorCode::kNotFound, "no-open-step", "No step of this document is open."};
  }
  return encoder_.Encode(MakeStepOpened(*document)).body;
}

}  // namespace erp::approval_request
