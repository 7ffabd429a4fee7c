// What the tests of the leave rules share: dates as text, calendars, the examples' working week.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "employee/domain/leave/day_counter.h"

namespace erp::employee {

inline Date On(const std::string& text) {
  const auto date = ParseDate(text);
  EXPECT_TRUE(date) << text;
  return date.value_or(Date());
}

inline Date Plus(Date date, int days) {
  return std::chrono::sys_days(date) + std::chrono::days(days);
}

inline Holiday CompanyDay(const std::string& date, std::optional<DayHalf> half = std::nullopt) {
  return {On(date), "휴무 " + date, HolidayKind::kCompany, half, ""};
}

// 40 hours, Saturdays and Sundays off, the holidays of Korea.
inline WorkingCalendar KoreanWeek(const std::vector<Holiday>& more = {}) {
  return {WeeklyPattern::MondayToFriday(Minutes(480)), KoreanHolidays().With(more),
          CalendarVersion(3)};
}

inline LeaveRequest Days(const std::string& start, const std::string& end) {
  return {.start = On(start), .end = On(end)};
}

inline LeaveRequest PartOf(const std::string& date, LeaveUnit unit) {
  return {.start = On(date), .end = On(date), .unit = unit};
}

inline LeaveRequest Quarter(const std::string& date, int quarter) {
  return {.start = On(date), .end = On(date), .unit = LeaveUnit::kQuarter, .quarter = quarter};
}

inline LeaveRequest Hours(const std::string& date, int from, int to) {
  return {.start = On(date),
          .end = On(date),
          .unit = LeaveUnit::kHours,
          .hours = {Minutes(from), Minutes(to)}};
}

// The dates that take leave.
inline std::vector<std::string> Taken(const LeaveCount& count) {
  std::vector<std::string> dates;
  for (const auto& date : count.dates) {
    if (date.minutes() > Minutes()) dates.push_back(FormatDate(date.date));
  }
  return dates;
}

}  // namespace erp::employee
