#include "employee/domain/leave/work_calendar.h"

namespace erp::employee {

Error WorkCalendarNotFound() {
  return {ErrorCode::kNotFound, "work-calendar-not-found", "There is no such work calendar."};
}

Error WorkCalendarExists() {
  return {ErrorCode::kConflict, "work-calendar-exists",
          "There is a work calendar of this name already."};
}

Error TooManyWorkCalendars() {
  return {ErrorCode::kConflict,
          "too-many-work-calendars",
          {"There are at most {} work calendars.", kMostWorkCalendars}};
}

}  // namespace erp::employee
