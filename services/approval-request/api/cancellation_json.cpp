#include "approval-request/api/cancellation_json.h"

#include <utility>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::size_t kMaxReason = 200;  // characters

}  // namespace

Result<std::string> ParseCancellation(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  static_cast<void>(reader.Id<EmployeeId>("actorId"));
  auto reason = reader.OptionalText("reason", {.max = kMaxReason, .trimmed = true});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return std::move(reason).value_or("");
}

}  // namespace erp::approval_request
