#include "approval-request/api/list_cursor.h"

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/id.h"

namespace erp::approval_request {

std::string CursorText(const ListCursor& cursor) {
  return std::to_string(cursor.created_at.time_since_epoch().count()) + "-" + cursor.id.str();
}

Result<ListCursor> ParseCursor(std::string_view text) {
  const auto dash = text.find('-');
  const auto time = ParsePositive(text.substr(0, dash));
  const auto id =
      dash == std::string_view::npos ? std::nullopt : RequestId::Parse(text.substr(dash + 1));
  // Beyond this the instant would not be one any more.
  constexpr std::int64_t kLatest = 253402300799999;  // 9999-12-31T23:59:59.999Z
  if (time && id && *time <= kLatest) {
    return ListCursor{Instant(std::chrono::milliseconds(*time)), *id};
  }
  return Error{ErrorCode::kInvalid,
               "invalid-query",
               "The query has mistakes; see errors.",
               {{"cursor", "is not one that a Link header gave"}}};
}

}  // namespace erp::approval_request
