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

std::optional<std::string> ReadDocuments::OpenStepBody(const Document& document) {
  if (OpenStep(document) == nullptr) return std::nullopt;
  return encoder_.Encode(MakeStepOpened(document)).body;
}

OpenStepsPage<std::string> ReadDocuments::OpenStepBodies(const OpenStepsRequest& request) {
  const auto page = documents_.OpenDocuments(request);
  OpenStepsPage<std::string> bodies{.items = {}, .next = page.next};
  for (const auto& document : page.items) {
    if (auto body = OpenStepBody(document)) bodies.items.push_back(*std::move(body));
  }
  return bodies;
}

OpenStepsPage<OpenStepKey> ReadDocuments::OpenStepKeys(const OpenStepsRequest& request) {
  return documents_.OpenStepKeys(request);
}

}  // namespace erp::approval_request
