// A working calendar as it is kept: one for each group of employees. A value type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/error.h"
#include "common/id.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

using WorkCalendarId = Id<struct WorkCalendarTag>;

inline constexpr WorkCalendarId kCommonCalendar{1};  // everybody's who has no other
inline constexpr std::size_t kMostWorkCalendars = 1000;

struct WorkCalendar {
  WorkCalendarId id;
  std::string name;
  WeeklyPattern pattern{};
  HolidayScope scope;
  std::int64_t version = 1;  // of this calendar; a change makes another one
};

// 404 "work-calendar-not-found".
Error WorkCalendarNotFound();
// 409 "work-calendar-exists": another one has the name.
Error WorkCalendarExists();
// 409 "too-many-work-calendars".
Error TooManyWorkCalendars();

}  // namespace erp::employee
