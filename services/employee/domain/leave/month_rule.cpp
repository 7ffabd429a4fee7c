#include "employee/domain/leave/month_rule.h"

namespace erp::employee {

using std::chrono::sys_days;

Date AfterMonths(Date from, int months, MonthRule rule) {
  const Date date = from + std::chrono::months(months);
  if (date.ok()) return date;
  const auto month = date.year() / date.month();
  if (rule == MonthRule::kClampToMonthEnd) return month / std::chrono::last;
  return (month + std::chrono::months(1)) / 1;
}

int DaysBetween(Date from, Date to) {
  return static_cast<int>((sys_days(to) - sys_days(from)).count());
}

Date AfterDays(Date date, int days) { return sys_days(date) + std::chrono::days(days); }

}  // namespace erp::employee
