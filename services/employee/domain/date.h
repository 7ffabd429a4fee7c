// Calendar dates, written "YYYY-MM-DD". They belong to no time zone by themselves.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace erp::employee {

using Date = std::chrono::year_month_day;

// What a client is told about a text that ParseDate does not take.
inline constexpr const char* kDateRule =
    "must be a date from 1900-01-01 to 2999-12-31, written YYYY-MM-DD";

// Empty unless the text is a date of the calendar from 1900-01-01 to 2999-12-31.
std::optional<Date> ParseDate(std::string_view text);

std::string FormatDate(Date date);

}  // namespace erp::employee
