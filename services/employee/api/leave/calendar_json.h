// Bodies and answers of holidays and working calendars by hand. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/leave/keep_holidays.h"
#include "employee/domain/leave/work_calendar.h"

namespace erp::employee {

struct HolidayFile {
  std::string csv;
  bool dry_run = false;
};

// A holiday of that date. "invalid-body".
Result<Holiday> ReadHoliday(Date date, const std::string& body);
std::string PrintHoliday(const Holiday& holiday);

Result<HolidayFile> ReadHolidayFile(const std::string& body);
std::string PrintImport(const HolidayFile& file, const HolidayImport& import);

// Without an id.
Result<WorkCalendar> ReadWorkCalendar(const std::string& body);
Result<WorkCalendarId> ReadCalendarChoice(const std::string& body);
std::string PrintWorkCalendar(const WorkCalendar& calendar);
std::string PrintWorkCalendars(const std::vector<WorkCalendar>& calendars);

}  // namespace erp::employee
