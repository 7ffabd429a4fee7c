#include "employee/store/attendance/mysql_day_plans.h"

#include <algorithm>
#include <string>
#include <utility>

namespace erp::employee {
namespace {

// Parts of workdays that were taken, in minutes of the workday.
using Parts = std::vector<std::pair<std::int64_t, std::int64_t>>;
using PartsOf = std::map<std::pair<EmployeeId, Date>, Parts>;

constexpr std::size_t kPageOfPeople = 200;

PartsOf Taken(mysql::Pool& pool, const std::vector<EmployeeId>& people, Date from, Date to) {
  std::string sql =
      "SELECT DISTINCT employee_id, date, part_from, part_to FROM leave_takings "
      "WHERE consumed = 1 AND part_from < part_to AND date BETWEEN ? AND ? AND employee_id IN (?";
  mysql::Values values{FormatDate(from), FormatDate(to)};
  // Padded with the last one, so that there are few statements.
  for (std::size_t n = 0; n < std::max(people.size(), kPageOfPeople); ++n) {
    if (n > 0) sql += ", ?";
    values.emplace_back(people[std::min(n, people.size() - 1)].value());
  }
  PartsOf parts;
  for (const auto& row : pool.Query(sql + ") ORDER BY part_from", values)) {
    const auto date = ParseDate(row.Text(1));
    if (!date) continue;
    parts[{EmployeeId(row.Integer(0)), *date}].emplace_back(row.Integer(2), row.Integer(3));
  }
  return parts;
}

// Of parts in the order of their begins, within a workday of that many minutes.
LeavePart PartOf(const Parts& parts, std::int64_t workday) {
  const std::int64_t begin = parts.front().first;
  std::int64_t end = parts.front().second;
  for (const auto& [first, last] : parts) {
    if (first > end) return LeavePart::kHours;
    end = std::max(end, last);
  }
  if (begin <= 0 && end >= workday) return LeavePart::kAllDay;
  if (begin <= 0 && end == workday / 2) return LeavePart::kMorning;
  if (begin == workday / 2 && end >= workday) return LeavePart::kAfternoon;
  return LeavePart::kHours;
}

PlannedDay Planned(Date date, const WorkingDay& day, const Parts* parts) {
  PlannedDay plan{date, DayKind::kWorkday, LeavePart::kNone, false};
  if (day.reason == DayReason::kDayOff) plan.kind = DayKind::kWeekend;
  if (day.reason == DayReason::kHoliday) plan.kind = DayKind::kHoliday;
  plan.half_holiday = day.reason == DayReason::kHalfHoliday;
  if (parts != nullptr) plan.leave = PartOf(*parts, day.workday.count());
  return plan;
}

}  // namespace

std::map<EmployeeId, std::vector<PlannedDay>> MysqlDayPlans::Of(
    const std::vector<EmployeeId>& people, Date from, Date to) {
  std::map<EmployeeId, std::vector<PlannedDay>> plans;
  if (people.empty()) return plans;
  const auto taken = Taken(pool_, people, from, to);
  for (const auto person : people) {
    const auto calendar = calendars_.Of(person);
    auto& days = plans[person];
    for (auto day = std::chrono::sys_days(from); day <= std::chrono::sys_days(to);
         day += std::chrono::days(1)) {
      const auto parts = taken.find({person, Date(day)});
      days.push_back(
          Planned(day, calendar.On(day), parts == taken.end() ? nullptr : &parts->second));
    }
  }
  return plans;
}

}  // namespace erp::employee
