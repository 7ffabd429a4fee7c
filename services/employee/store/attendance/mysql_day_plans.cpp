#include "employee/store/attendance/mysql_day_plans.h"

#include <algorithm>
#include <string>
#include <utility>

namespace erp::employee {
namespace {

// Parts of workdays that were taken, in minutes of the workday.
using Parts = std::vector<WorkdayPart>;
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
    parts[{EmployeeId(row.Integer(0)), *date}].push_back(
        {Minutes(row.Integer(2)), Minutes(row.Integer(3))});
  }
  return parts;
}

PlannedDay Planned(Date date, const WorkingDay& day, const Parts* parts) {
  PlannedDay plan{date, DayKind::kWorkday, LeavePart::kNone, false};
  if (day.reason == DayReason::kDayOff) plan.kind = DayKind::kWeekend;
  if (day.reason == DayReason::kHoliday) plan.kind = DayKind::kHoliday;
  plan.half_holiday = day.reason == DayReason::kHalfHoliday;
  if (parts != nullptr) plan.leave = LeavePartOf(*parts, day.workday);
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
