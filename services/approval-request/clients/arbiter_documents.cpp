#include "approval-request/clients/arbiter_documents.h"

#include <cstdint>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::seconds kTimeout{5};

ArbiterPlace ReadPlace(const json::Value& value) {
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  const auto document = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 0, INT32_MAX);
  const auto ended = reader.Integer("ended", 0, INT32_MAX);
  const auto order = reader.Integer("order", 0, INT64_MAX);
  const auto n = reader.Integer("n", 0, INT64_MAX);
  const bool has_requester = value.is_object() && value.contains("requesterId");
  const auto requester = has_requester ? reader.Id<EmployeeId>("requesterId") : std::nullopt;
  const auto title = reader.OptionalText("title", {.max = 100000});
  if (reader.Finish()) throw Unavailable("approval-processing: a document cannot be read");
  return {.document = *document,
          .round = static_cast<int>(*round),
          .ended = static_cast<int>(*ended),
          .order = *order,
          .n = *n,
          .requester = requester.value_or(EmployeeId()),
          .title = title.value_or("")};
}

json::Value BodyOf(const http::Response& answer) {
  auto body = json::Parse(answer.body);
  if (answer.status != 200 || !body || !body->is_object()) {
    throw Unavailable("approval-processing: status " + std::to_string(answer.status) +
                      " about its documents");
  }
  return *std::move(body);
}

}  // namespace

ArbiterDocuments::Page ProcessingDocuments::List(const std::string& cursor) {
  std::string path = "/internal/documents";
  if (!cursor.empty()) path += "?cursor=" + cursor;
  const auto body = BodyOf(client_.Send("GET", path, "", {}, Deadline::After(kTimeout)));
  const auto documents = body.find("documents");
  const auto next = body.find("next");
  if (documents == body.end() || !documents->is_array() || next == body.end()) {
    throw Unavailable("approval-processing: no list of documents");
  }
  Page page;
  for (const auto& value : *documents) page.places.push_back(ReadPlace(value));
  if (next->is_string()) page.next = next->get<std::string>();
  return page;
}

bool ProcessingDocuments::Replace(const ArbiterPlace& seen) {
  const auto body =
      BodyOf(client_.Send("POST", "/internal/documents/" + seen.document.str() + "/replace",
                          json::Dump({{"order", seen.order}, {"n", seen.n}}),
                          {{"Content-Type", "application/json"}}, Deadline::After(kTimeout)));
  return body.value("state", "changed") != "changed";
}

}  // namespace erp::approval_request
