#include "employee/api/departure_routes.h"

#include <optional>
#include <utility>
#include <vector>

#include "employee/api/handlers.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr int kPage = 500;

Result<LeaverPlace> ReadAfter(const http::Request& request) {
  if (auto known = http::OnlyQuery(request, {"after"}); !known) return known.error();
  const auto text = request.Query("after");
  if (!text || text->empty()) return LeaverPlace{};
  if (const auto place = ParsePlace(*text)) return *place;
  return Error{ErrorCode::kInvalid,
               "invalid-query",
               "The query has mistakes; see errors.",
               {{"after", "is not one that an earlier answer gave"}}};
}

json::Value ToJson(const Leaver& leaver) {
  json::Value value = {{"id", leaver.id.value()},
                       {"reassignTo", nullptr},
                       {"leftAt", FormatInstant(leaver.left_at)}};
  if (leaver.reassign_to) value["reassignTo"] = leaver.reassign_to->value();
  return value;
}

http::Response List(Departures& departures, const http::Request& request) {
  const auto after = ReadAfter(request);
  if (!after) return http::Problem(after.error());
  const auto page = departures.List(*after, kPage);
  auto leavers = json::Value::array();
  for (const auto& leaver : page.leavers) leavers.push_back(ToJson(leaver));
  return http::Json(json::Dump(
      {{"leavers", std::move(leavers)}, {"next", PrintPlace(page.next)}, {"more", page.more}}));
}

}  // namespace

void AddLeaverRoutes(http::Router& router, Departures& departures) {
  router.Add("GET", "/internal/leavers", OnQuery(departures, List));
}

}  // namespace erp::employee
