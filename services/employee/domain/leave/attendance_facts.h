// What recorded absences make of somebody's attendance, for the annual leave that the law owes
// (근로기준법 60조 1항, 2항; leave rules R1, R5, R6). Pure, thread-safe.
#pragma once

#include <vector>

#include "employee/domain/leave/absence.h"
#include "employee/domain/leave/statutory_policy.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

// Of years and months that begin up to `until` and have a day of an absence in them; the others
// stay unknown, which is full attendance. The absences do not overlap.
//   A day is due (소정근로일) when the calendar has work on it.
//   A year: what is due, without days that are excluded, worked but for days that are not.
//   A month is full (개근) unless a due day of it was not worked, or all its due days are excluded:
//   a month without any day to come to gives nothing.
AttendanceFacts AttendanceFactsOf(const Employment& employment,
                                  const StatutoryPolicy& policy,
                                  const std::vector<Absence>& absences,
                                  const WorkingCalendar& calendar,
                                  Date until);

}  // namespace erp::employee
