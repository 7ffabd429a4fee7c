#include "approval-processing/api/step_states.h"

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

constexpr std::size_t kMaxRequests = 200;

// "1,2,3"; nothing for anything else.
std::optional<std::vector<RequestId>> ParseIds(const std::string& text) {
  std::vector<RequestId> ids;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto id = RequestId::Parse(text.substr(at, comma - at));
    if (!id || ids.size() == kMaxRequests) return std::nullopt;
    ids.push_back(*id);
    at = comma + 1;
  }
  return ids;
}

std::string Print(const StepState& outcome) {
  auto text = json::Dump({{"requestId", outcome.document.value()},
                          {"state", outcome.state},
                          {"round", outcome.key.round},
                          {"step", outcome.key.step},
                          {"attempt", outcome.key.attempt},
                          {"order", outcome.order}});
  if (outcome.result.empty()) return text;
  text.pop_back();
  // The body stays the bytes of its event.
  return text + ",\"type\":" + json::Dump(outcome.result_type) + ",\"result\":" + outcome.result +
         "}";
}

http::Response List(StepStates& step_states, const http::Call& call) {
  const auto ids = ParseIds(call.query("requests").value_or(""));
  if (!ids) {
    return http::Problem({ErrorCode::kInvalid,
                          "invalid-query",
                          "The query has mistakes; see errors.",
                          {{"requests", "must be 1 to 200 ids, comma-separated"}}});
  }
  std::string text = "[";
  for (const auto& outcome : step_states.Find(*ids)) {
    if (text.size() > 1) text += ',';
    text += Print(outcome);
  }
  return http::Json(text + ']');
}

}  // namespace

void AddStepStates(http::Router& router, StepStates& step_states) {
  router.Add({.method = "GET",
              .pattern = "/internal/standings",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .query = {"requests"}},
             http::On(step_states, List));
}

}  // namespace erp::approval_processing
