#include "approval-request/app/read_documents.h"

#include <utility>

#include "approval-request/domain/draft.h"
#include "approval-request/domain/refusals.h"

namespace erp::approval_request {

ReadDocuments::ReadDocuments(Documents& documents,
                             const EventEncoder& encoder,
                             ArbiterStepStates& step_states)
    : documents_(documents), encoder_(encoder), shown_(documents, step_states) {}

Result<Document> ReadDocuments::Recorded(RequestId id) {
  auto document = documents_.Find(id);
  if (document && !Deleted(*document)) return *std::move(document);
  return DocumentNotFound();
}

Result<Document> ReadDocuments::Get(RequestId id, const Viewer& viewer) {
  auto document = Recorded(id);
  if (!document) return document;
  if (!MayView(viewer, *document)) return DocumentNotFound();
  std::vector<Document> one;
  one.push_back(*std::move(document));
  return std::move(shown_.WithResults(std::move(one)).front());
}

DocumentPage ReadDocuments::List(DocumentFilter filter,
                                 const PageRequest& page,
                                 const Viewer& viewer) {
  filter.scope = ScopeOf(viewer);
  // Only drafts of one's own are there: those are found by their drafter.
  const bool own_drafts = filter.state == DocumentState::kDraft && !filter.scope.everything;
  if (own_drafts && !filter.requester) filter.requester = viewer.person;
  auto found = documents_.List(filter, page);
  found.documents = shown_.WithResults(std::move(found.documents));
  std::erase_if(found.documents, [&](const Document& document) {
    return filter.state && document.state != *filter.state;
  });
  return found;
}

DocumentPage ReadDocuments::Pending(EmployeeId approver, const PageRequest& page) {
  auto found = documents_.Pending(approver, page);
  found.documents = shown_.WithResults(std::move(found.documents));
  std::erase_if(found.documents, [&](const Document& document) {
    const Step* open = OpenStep(document);
    return open == nullptr || open->approver.id != approver;
  });
  return found;
}

std::optional<std::string> ReadDocuments::OpenStepBody(const Document& document) {
  if (OpenStep(document) == nullptr) return std::nullopt;
  auto body = encoder_.Encode(MakeStepOpened(document)).body;
  if (!document.held.empty()) {
    body.insert(body.rfind('}'), ",\"missingResult\":" + std::to_string(document.applied + 1));
  }
  return body;
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
