#include "approval-processing/api/operations.h"

#include <algorithm>
#include <optional>
#include <string>

#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kMostListed = 100;

// A foreign entry may hold any bytes: where they are not text, the others are shown as "?".
json::Value FieldsOf(std::string fields) {
  if (auto value = json::Parse(fields)) return *std::move(value);
  std::replace_if(
      fields.begin(), fields.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return fields;
}

http::Response ListUnreadable(const Operations& operations, const http::Request& request) {
  if (const auto known = http::OnlyQuery(request, {}); !known) return http::Problem(known.error());
  auto entries = json::Value::array();
  for (const auto& entry : operations.unreadable.List(kMostListed)) {
    entries.push_back(
        {{"place", entry.place}, {"why", entry.why}, {"fields", FieldsOf(entry.fields)}});
  }
  return http::Json(
      json::Dump({{"count", operations.unreadable.Count()}, {"entries", std::move(entries)}}));
}

http::Response DiscardUnreadable(const Operations& operations, const http::Request& request) {
  if (const auto known = http::OnlyQuery(request, {}); !known) return http::Problem(known.error());
  const auto& place = request.params.at("place");
  if (!operations.unreadable.Discard(place)) {
    return http::Problem({ErrorCode::kNotFound, "not-found", "No such entry was set aside."});
  }
  log::Warn("unreadable outbox entry discarded", {{"place", place}});
  return {204, ""};
}

}  // namespace

void AddOperations(http::Router& router, const Operations& operations) {
  router.Add("GET", "/internal/outbox/unreadable", [operations](const http::Request& request) {
    return ListUnreadable(operations, request);
  });
  router.Add("DELETE", "/internal/outbox/unreadable/{place}",
             [operations](const http::Request& request) {
               return DiscardUnreadable(operations, request);
             });
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
