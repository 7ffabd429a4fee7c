#include "approval-processing/api/operations.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "deadletters/routes.h"
#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kMaxListed = 100;
constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;

// A foreign entry may hold any bytes: where they are not text, the others are shown as "?".
json::Value FieldsOf(std::string fields) {
  if (auto value = json::Parse(fields)) return *std::move(value);
  std::replace_if(
      fields.begin(), fields.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return fields;
}

http::Response ListUnreadable(const Operations& operations, const http::Call& /*call*/) {
  auto entries = json::Value::array();
  for (const auto& entry : operations.unreadable.List(kMaxListed)) {
    entries.push_back(
        {{"place", entry.place}, {"why", entry.why}, {"fields", FieldsOf(entry.fields)}});
  }
  return http::Json(
      json::Dump({{"count", operations.unreadable.Count()}, {"entries", std::move(entries)}}));
}

http::Response DiscardUnreadable(const Operations& operations, const http::Call& call) {
  const auto& place = call.text("place");
  if (!operations.unreadable.Discard(place)) {
    return http::Problem({ErrorCode::kNotFound, "not-found", "No such entry was set aside."});
  }
  log::Warn("unreadable outbox entry discarded", {{"place", place}});
  return {204, ""};
}

// A body that is an object with one whole number.
Result<std::int64_t> ReadNumber(const http::Call& call, const char* name, std::int64_t least) {
  const auto value = json::Parse(call.body());
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto number = reader.Integer(name, least, kMaxCount);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *number;
}

http::Response ListAside(const Operations& operations, const http::Call& /*call*/) {
  auto documents = json::Value::array();
  for (const auto& task : operations.live.ListAside(kMaxListed)) {
    documents.push_back(
        {{"requestId", task.document.value()},
         {"why", task.why == LiveTask::Aside::kForResult ? "result-missing" : "not-open-there"},
         {"since", FormatInstant(task.since)}});
  }
  return http::Json(json::Dump({{"documents", std::move(documents)}}));
}

// What the document is at approval-request.
const char* Word(const SourceState& state) {
  if (state.opened) return state.opened->missing_result ? "result-missing" : "open";
  return state.kind == SourceState::Kind::kNotOpen ? "not-open" : "unknown";
}

http::Response Retry(const Operations& operations, const http::Call& call) {
  const auto document = call.id<RequestId>("requestId");
  const auto state = operations.reconciler.Follow(document);
  log::Info("set-aside document tried again",
            {{"request_id", document.value()}, {"state", Word(state)}});
  return http::Json(json::Dump({{"requestId", document.value()}, {"state", Word(state)}}));
}

http::Response ConfirmComparison(const Operations& operations, const http::Call& call) {
  const auto most = ReadNumber(call, "most", 1);
  if (!most) return http::Problem(most.error());
  operations.epoch.Confirm(static_cast<std::size_t>(*most));
  log::Warn("reconciliation confirmed by an operator", {{"most", *most}});
  return http::Json(json::Dump({{"most", *most}}));
}

http::Response PublishAgain(const Operations& operations, const http::Call& call) {
  const auto document = call.id<RequestId>("requestId");
  const auto after = ReadNumber(call, "after", 0);
  if (!after) return http::Problem(after.error());
  const auto republished = operations.live.Republish(document, *after, {});
  log::Info(
      "results published again",
      {{"request_id", document.value()}, {"after", *after}, {"kept", republished.kept.size()}});
  return http::Json(json::Dump({{"requestId", document.value()}, {"kept", republished.kept}}));
}

http::Response ListKnown(const Operations& operations, const http::Call& call) {
  const auto cursor = call.query("cursor");
  if (cursor && !ParsePositive(*cursor)) {
    return http::Problem({ErrorCode::kInvalid,
                          "invalid-query",
                          "The query has mistakes; see errors.",
                          {{"cursor", "is not one that an answer gave"}}});
  }
  const auto page = operations.live.ListKnown(cursor.value_or(""));
  auto documents = json::Value::array();
  for (const auto& known : page.documents) {
    json::Value row{{"requestId", known.document.value()},
                    {"state", known.state},
                    {"round", known.round},
                    {"ended", known.ended},
                    {"order", known.order},
                    {"n", known.sequence}};
    if (known.requester) row["requesterId"] = known.requester->value();
    if (!known.title.empty()) row["title"] = known.title;
    documents.push_back(std::move(row));
  }
  return http::Json(
      json::Dump({{"documents", std::move(documents)},
                  {"next", page.next.empty() ? json::Value() : json::Value(page.next)}}));
}

// {"order", "n"}: as the document was listed.
Result<std::pair<std::int64_t, std::int64_t>> ReadPlace(const http::Call& call) {
  const auto value = json::Parse(call.body());
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto order = reader.Integer("order", 0, kMaxCount);
  const auto sequence = reader.Integer("n", 0, kMaxCount);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return std::pair(*order, *sequence);
}

http::Response Replace(const Operations& operations, const http::Call& call) {
  const auto document = call.id<RequestId>("requestId");
  const auto place = ReadPlace(call);
  if (!place) return http::Problem(place.error());
  const auto state = operations.reconciler.Replace(document, place->first, place->second);
  const char* word = state ? Word(*state) : "changed";
  log::Warn("a document becomes what it is at approval-request",
            {{"request_id", document.value()}, {"state", word}});
  return http::Json(json::Dump({{"requestId", document.value()}, {"state", word}}));
}

using auth::Access;
using http::Body;

using Handle = http::Response (*)(const Operations&, const http::Call&);

http::Handler On(const Operations& operations, Handle handle) {
  return [operations, handle](const http::Call& call) { return handle(operations, call); };
}

}  // namespace

void AddOperations(http::Router& router, const Operations& operations) {
  const auto by_operator = Access::Role(auth::kOperator);
  const auto by_request = Access::Service({auth::kApprovalRequest});
  const auto read = [&](const char* pattern, const Access& access, Handle handle,
                        std::vector<std::string> query = {}) {
    router.Add({.method = "GET", .pattern = pattern, .access = access, .query = std::move(query)},
               On(operations, handle));
  };
  const auto post = [&](const char* pattern, const Access& access, Handle handle, Body body) {
    router.Add({.method = "POST", .pattern = pattern, .access = access, .body = body},
               On(operations, handle));
  };
  read("/internal/outbox/unreadable", by_operator, ListUnreadable);
  router.Add({.method = "DELETE",
              .pattern = "/internal/outbox/unreadable/{place}",
              .access = by_operator,
              .texts = {"place"}},
             On(operations, DiscardUnreadable));
  read("/internal/set-aside", by_operator, ListAside);
  post("/internal/set-aside/{requestId}/retry", by_operator, Retry, Body::kNone);
  post("/internal/comparison/confirm", by_operator, ConfirmComparison, Body::kJson);
  post("/internal/results/{requestId}/again", by_request, PublishAgain, Body::kJson);
  read("/internal/documents", by_request, ListKnown, {"cursor"});
  post("/internal/documents/{requestId}/replace", by_request, Replace, Body::kJson);
  deadletters::AddRoutes(router, operations.letters);
}

void WatchOperations(health::Health& health, const Operations& operations) {
  health.AddDegrading("outbox", [&unreadable = operations.unreadable]() {
    const auto count = unreadable.Count();
    return count == 0 ? std::nullopt
                      : std::optional(std::to_string(count) +
                                      " entries could not be read and were set aside; see GET "
                                      "/internal/outbox/unreadable");
  });
}

}  // namespace erp::approval_processing
