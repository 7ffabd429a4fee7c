#include "approval-processing/api/standings.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"

namespace erp::approval_processing {
namespace {

constexpr std::size_t kMostRequests = 200;

// "1,2,3"; nothing for anything else.
std::optional<std::vector<RequestId>> ParseIds(const std::string& text) {
  std::vector<RequestId> ids;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto id = RequestId::Parse(text.substr(at, comma - at));
    if (!id || ids.size() == kMostRequests) return std::nullopt;
    ids.push_back(*id);
    at = comma + 1;
  }
  return ids;
}

std::string Print(const StepStanding& standing) {
  auto text = json::Dump({{"requestId", standing.request.value()},
                          {"state", standing.state},
                          {"round", standing.key.round},
                          {"step", standing.key.step},
                          {"attempt", standing.key.attempt},
                          {"order", standing.order}});
  if (standing.result.empty()) return text;
  text.pop_back();
  // The body stays the bytes of its event.
  return text + ",\"type\":" + json::Dump(standing.result_type) + ",\"result\":" + standing.result +
         "}";
}

http::Response List(Standings& standings, const http::Call& call) {
  const auto ids = ParseIds(call.query("requests").value_or(""));
  if (!ids) {
    return http::Problem({ErrorCode::kInvalid,
                          "invalid-query",
                          "The query has mistakes; see errors.",
                          {{"requests", "must be 1 to 200 ids, comma-separated"}}});
  }
  std::string text = "[";
  for (const auto& standing : standings.Find(*ids)) {
    if (text.size() > 1) text += ',';
    text += Print(standing);
  }
  return http::Json(text + ']');
}

}  // namespace

void AddStandings(http::Router& router, Standings& standings) {
  router.Add({.method = "GET",
              .pattern = "/internal/standings",
              .access = auth::Access::Service(),
              .query = {"requests"}},
             http::On(standings, List));
}

}  // namespace erp::approval_processing
