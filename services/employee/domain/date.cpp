#include "employee/domain/date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace erp::employee {
namespace {

constexpr std::string_view kShape = "0000-00-00";
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2999;

bool HasShape(std::string_view text) {
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(), [](char given, char wanted) {
           return wanted == '-' ? given == '-' : given >= '0' && given <= '9';
         });
}

int Number(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

std::optional<Date> ParseDate(std::string_view text) {
  if (!HasShape(text)) return std::nullopt;
  const int year = Number(text.substr(0, 4));
  const Date date{std::chrono::year(year),
                  std::chrono::month(static_cast<unsigned>(Number(text.substr(5, 2)))),
                  std::chrono::day(static_cast<unsigned>(Number(text.substr(8, 2))))};
  if (!date.ok() || year < kFirstYear || year > kLastYear) return std::nullopt;
  return date;
}

std::string FormatDate(Date date) {
  std::array<char, 16> text{};
  (void)std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

}  // namespace erp::employee
