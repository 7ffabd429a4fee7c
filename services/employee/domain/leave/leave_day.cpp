#include "employee/domain/leave/leave_day.h"

#include <charconv>

namespace erp::employee {
namespace {

// Takes a number of minutes and, unless the text ends there, `end` from the front of it.
std::optional<Minutes> TakeMinutes(std::string_view& text, char end) {
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc() || count < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  if (text.empty() && end == ';') return Minutes(count);
  if (text.empty() || text.front() != end) return std::nullopt;
  text.remove_prefix(1);
  return Minutes(count);
}

constexpr std::size_t kDateLength = 10;

}  // namespace

Minutes TotalOf(const std::vector<LeaveDay>& days) {
  Minutes total;
  for (const auto& day : days) total = total + day.minutes();
  return total;
}

std::string FormatDays(const std::vector<LeaveDay>& days) {
  std::string text;
  for (const auto& day : days) {
    if (!text.empty()) text += ';';
    text += FormatDate(day.date);
    text += ':';
    text += std::to_string(day.part.from.count());
    text += '-';
    text += std::to_string(day.part.to.count());
  }
  return text;
}

std::optional<std::vector<LeaveDay>> ParseDays(std::string_view text) {
  std::vector<LeaveDay> days;
  while (!text.empty()) {
    const auto date = ParseDate(text.substr(0, kDateLength));
    if (!date || text.size() <= kDateLength || text[kDateLength] != ':') return std::nullopt;
    text.remove_prefix(kDateLength + 1);
    const auto from = TakeMinutes(text, '-');
    const auto to = from ? TakeMinutes(text, ';') : std::nullopt;
    if (!to || *to < *from) return std::nullopt;
    days.push_back({*date, {*from, *to}});
  }
  return days;
}

}  // namespace erp::employee
