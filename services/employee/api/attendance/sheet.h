// A month of attendance as JSON and as CSV, and a heat map. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/time_zone.h"
#include "employee/app/attendance/month_sheet.h"

namespace erp::employee {

std::string PrintSheet(const std::vector<SheetRow>& rows);

// One line for each person and date, RFC 4180 with a byte order mark, as Excel reads it; times are
// those of `zone`. A text that a spreadsheet would compute has an apostrophe before it.
std::string PrintSheetCsv(const std::vector<SheetRow>& rows, const TimeZone& zone);

std::string PrintHeat(const std::vector<AttendanceRecord>& records);

}  // namespace erp::employee
