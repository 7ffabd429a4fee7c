#include "employee/store/leave/work_calendar_table.h"

#include <charconv>
#include <stdexcept>
#include <string>

namespace erp::employee {
namespace {

WeeklyPattern ReadPattern(const std::string& text) {
  WeeklyPattern pattern{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (auto& day : pattern.minutes) {
    std::int64_t count = 0;
    const auto read = std::from_chars(at, end, count);
    if (read.ec != std::errc()) throw std::logic_error("work_calendars has minutes: " + text);
    day = Minutes(count);
    at = read.ptr == end ? end : read.ptr + 1;
  }
  return pattern;
}

}  // namespace

WorkCalendar ReadWorkCalendar(const mysql::Row& row) {
  return {.id = WorkCalendarId(row.Integer(0)),
          .name = row.Text(1),
          .pattern = ReadPattern(row.Text(2)),
          .scope = {.public_holidays = row.Integer(3) != 0,
                    .labour_day = row.Integer(4) != 0,
                    .company_days = row.Integer(5) != 0},
          .version = row.Integer(6)};
}

WorkCalendar ReadWorkCalendarOf(mysql::Session& session, EmployeeId employee) {
  static const std::string sql =
      std::string("SELECT ")
          .append(kWorkCalendarColumns)
          .append(
              " FROM work_calendars c WHERE c.id = COALESCE((SELECT calendar_id FROM "
              "calendar_members WHERE employee_id = ?), 1)");
  return ReadWorkCalendar(session.Query(sql, {employee.value()}).at(0));
}

std::string PatternText(const WeeklyPattern& pattern) {
  std::string text;
  for (const auto day : pattern.minutes) {
    if (!text.empty()) text.append(",");
    text.append(std::to_string(day.count()));
  }
  return text;
}

void CountCalendarChange(mysql::Session& session) {
  session.Execute("UPDATE calendar_version SET version = version + 1 WHERE id = 1");
}

}  // namespace erp::employee
