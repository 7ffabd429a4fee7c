#include "employee/api/dates.h"

#include "employee/domain/refusals.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kAnyText{0, 10'000};

}  // namespace

std::optional<Date> RequiredDate(json::ObjectReader& reader, const char* name) {
  const auto text = reader.Text(name, kAnyText);
  const auto date = text ? ParseDate(*text) : std::nullopt;
  if (text && !date) reader.Mistake(name, kDateRule);
  return date;
}

std::optional<Date> OptionalDate(json::ObjectReader& reader, const char* name) {
  const auto text = reader.OptionalText(name, kAnyText);
  if (!text) return std::nullopt;
  const auto date = ParseDate(*text);
  if (!date) reader.Mistake(name, kDateRule);
  return date;
}

Result<std::optional<Date>> ReadDateQuery(const http::Call& call, const std::string& name) {
  const auto text = call.query(name);
  if (!text) return std::optional<Date>();
  const auto date = ParseDate(*text);
  if (!date) return InvalidQuery(name, kDateRule);
  return date;
}

}  // namespace erp::employee
