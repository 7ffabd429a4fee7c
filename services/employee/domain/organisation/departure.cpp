#include "employee/domain/organisation/departure.h"

namespace erp::employee {
namespace {

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  return text == "0" ? std::optional<std::int64_t>(0) : ParsePositive(text);
}

}  // namespace

std::string PrintPlace(const LeaverPlace& place) {
  return std::to_string(place.changed_at.time_since_epoch().count()) + "-" +
         std::to_string(place.id);
}

std::optional<LeaverPlace> ParsePlace(std::string_view text) {
  // Beyond this the instant would not be one of the database's any more.
  constexpr std::int64_t kLatest = 253402300799999;  // 9999-12-31T23:59:59.999Z
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto time = ParseNumber(text.substr(0, dash));
  const auto id = ParseNumber(text.substr(dash + 1));
  if (!time || !id || *time > kLatest) return std::nullopt;
  return LeaverPlace{Instant(std::chrono::milliseconds(*time)), *id};
}

Error SuccessorNotUsable(const Message& detail) {
  return {ErrorCode::kInvalid,
          "invalid-query",
          "The query has mistakes; see errors.",
          {{"reassignTo", detail}}};
}

}  // namespace erp::employee
