// The calendar of a team and the report of leave, as JSON and as CSV. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "employee/app/leave/leave_calendar.h"
#include "employee/app/leave/leave_report.h"

namespace erp::employee {

std::string PrintCalendar(Date from,
                          Date to,
                          const std::vector<Holiday>& holidays,
                          const std::vector<CalendarRow>& rows);

std::string PrintReport(Date on, const std::vector<LeaveReportRow>& rows);

// The first line, with a byte order mark, as Excel reads it.
std::string ReportCsvHead();
// One line for each person and bucket, in days, RFC 4180. A text that a spreadsheet would compute
// has an apostrophe before it.
std::string ReportCsvLines(const std::vector<LeaveReportRow>& rows);

}  // namespace erp::employee
