// Periods of months as the rules of leave count them (leave rules R2, 민법 160조). Pure,
// thread-safe.
#pragma once

#include "employee/domain/date.h"

namespace erp::employee {

// What a period of months does when its last month lacks the day it began on. There is no ruling
// for annual leave; products differ.
enum class MonthRule {
  // 민법 160조 3항: the period ends with the month, so the day after it is the 1st of the next
  // month:
  // one month from 31 January is over before 1 March.
  kCivilCode,
  // The last day of that month stands for the missing one: 28 February; a day earlier, which is
  // better for the employee.
  kClampToMonthEnd,
};

// The day after `months` months that begin on `from`: the same day of the month, or what the rule
// says. 12 for a year; never 365 days. `months` may be negative: so long before `from`.
Date AfterMonths(Date from, int months, MonthRule rule);

// Days from `from` to `to`; negative when `to` is earlier.
int DaysBetween(Date from, Date to);

// The date `days` later; earlier when negative.
Date AfterDays(Date date, int days);

}  // namespace erp::employee
