// Rows of work_calendars, and the version that every change of a calendar counts up.
#pragma once

#include "employee/domain/leave/work_calendar.h"
#include "mysql/pool.h"

namespace erp::employee {

// The columns that ReadWorkCalendar reads, of the table as `c`.
inline constexpr const char* kWorkCalendarColumns =
    "c.id, c.name, c.minutes, c.public_holidays, c.labour_day, c.company_days, c.version";

WorkCalendar ReadWorkCalendar(const mysql::Row& row);

// That of a person, also of one who is unknown.
WorkCalendar ReadWorkCalendarOf(mysql::Session& session, EmployeeId employee);

// "0,480,480,480,480,480,0", as the column has it.
std::string PatternText(const WeeklyPattern& pattern);

// First in every transaction that changes a calendar: its row is locked before any other.
void CountCalendarChange(mysql::Session& session);

}  // namespace erp::employee
