#include "employee/app/attendance/weekend_plans.h"

namespace erp::employee {

std::map<EmployeeId, std::vector<PlannedDay>> WeekendPlans::Of(
    const std::vector<EmployeeId>& people, Date from, Date to) {
  std::vector<PlannedDay> days;
  for (auto day = std::chrono::sys_days(from); day <= std::chrono::sys_days(to);
       day += std::chrono::days(1)) {
    days.push_back(WeekendsOnly(day));
  }
  std::map<EmployeeId, std::vector<PlannedDay>> plans;
  for (const auto person : people) plans.emplace(person, days);
  return plans;
}

}  // namespace erp::employee
