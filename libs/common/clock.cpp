#include "common/clock.h"

#include <array>
#include <cstdio>

namespace erp {
namespace {

// Reads exactly `count` digits at `text` and moves on; -1 when there are fewer.
int TakeDigits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool Take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// ".004567" -> 4 ms; no fraction -> 0; malformed -> -1.
int TakeMilliseconds(std::string_view& text) {
  if (!Take(text, '.')) return 0;
  int value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 3) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0 || digits > 9) return -1;
  for (int missing = digits; missing < 3; ++missing) value *= 10;
  return value;
}

}  // namespace

Instant SystemClock::Now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string FormatInstant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 40> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Instant> ParseInstant(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const int y = TakeDigits(text, 4);
  if (y < 0 || !Take(text, '-')) return std::nullopt;
  const int m = TakeDigits(text, 2);
  if (m < 0 || !Take(text, '-')) return std::nullopt;
  const int d = TakeDigits(text, 2);
  if (d < 0 || !Take(text, 'T')) return std::nullopt;
  const int hours = TakeDigits(text, 2);
  if (hours < 0 || hours > 23 || !Take(text, ':')) return std::nullopt;
  const int minutes = TakeDigits(text, 2);
  if (minutes < 0 || minutes > 59 || !Take(text, ':')) return std::nullopt;
  const int seconds = TakeDigits(text, 2);
  if (seconds < 0 || seconds > 59) return std::nullopt;
  const int milliseconds = TakeMilliseconds(text);
  if (milliseconds < 0 || text != "Z") return std::nullopt;
  const std::chrono::year_month_day date(year(y), month(static_cast<unsigned>(m)),
                                         day(static_cast<unsigned>(d)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds) + std::chrono::milliseconds(milliseconds);
}

}  // namespace erp
