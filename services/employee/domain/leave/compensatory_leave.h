// Compensatory leave (보상휴가, 근로기준법 57조): leave instead of the pay for work on a holiday or
// another day without work. Pure values and functions.
#pragma once

#include <cstdint>
#include <string>

#include "common/id.h"
#include "common/result.h"
#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

struct CompensatoryPolicy {
  // Leave for 100 of work. 57조 wants what the pay would be: work on a holiday is paid half more
  // for up to 8 hours (56조 2항).
  std::int64_t percent = 150;
  int valid_days = 365;  // after the date of the work
};

// What somebody did on a date, and what the calendar says of it.
struct HolidayWork {
  EmployeeId employee;
  Date date{};
  Minutes worked;   // from check-in to check-out; breaks are not known
  WorkingDay day;   // of that date
  Minutes workday;  // WorkdayAround
};

// The workday of that date, whether it is a holiday or not; on a day that is none in the week, the
// longest of the week from that date on.
Minutes WorkdayAround(const WorkingCalendar& calendar, Date date);

// The work that counts: a whole workday, or half of one (of an odd number of minutes the longer
// half); work between and above these is paid, not made up for. Of a half holiday, half of one at
// most, for what goes beyond the hours of the other half. Refuses with kConflict "not-a-holiday" on
// a workday and "not-enough-work" below half a workday.
Result<Minutes> CreditedWork(const HolidayWork& work);

// "compensatory:{employee}:{date}": one for each person and date, ever.
std::string IdOfCompensation(EmployeeId employee, Date date);

// The GRANT: `percent` of the work that counts, rounded up to whole minutes, in its bucket, valid
// from the date of the work on for `valid_days` days after it. Refuses as CreditedWork does, and
// with "invalid-body" at /workDate when the validity is over.
Result<Operation> CompensatoryGrant(const HolidayWork& work,
                                    const CompensatoryPolicy& policy,
                                    const EntryTime& now);

// 409 "not-worked": nobody was at work that day, or nobody knows how long.
Error NotWorked();

}  // namespace erp::employee
