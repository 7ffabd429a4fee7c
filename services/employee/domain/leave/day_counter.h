// How much leave a request takes: counted once, when it is submitted, against the working calendar
// of that moment, and kept for each date (domain invariant G6). Dates are plain dates. Splitting a
// day (반차, 반반차, hours) is by agreement until 2027-06-09 and a right within limits of a decree
// from 2027-06-10 (법률 제21784호); which units a company allows is for the caller. Pure,
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

enum class LeaveUnit { kDay, kHalfAm, kHalfPm, kQuarter, kHours };

struct LeaveRequest {
  Date start;
  Date end;  // the last day; the same as `start` for everything but kDay
  LeaveUnit unit = LeaveUnit::kDay;
  int quarter = 0;         // of kQuarter: 1 to 4
  WorkdayPart hours = {};  // of kHours: minutes of the workday
};

// One date of a request, whether it takes leave or not.
struct CountedDate {
  Date date;
  DayReason reason = DayReason::kDayOff;  // why it takes nothing, or less than was asked for
  std::string holiday;                    // names of the holidays of that date
  Minutes workday;                        // of that time
  WorkdayPart part;                       // what is taken of it; from == to when nothing is

  [[nodiscard]] Minutes minutes() const { return part.length(); }
};

struct LeaveCount {
  std::vector<CountedDate> dates;  // from start to end, each one
  Minutes total;                   // above 0
  CalendarVersion calendar;
};

inline constexpr int kLongestLeaveDays = 366;

// Counts a request. Holidays and days off inside of it take nothing, half-holidays their other
// half. Refusals:
//   400 "invalid-body"                quarter is not 1 to 4; hours are not from < to within a day
//   400 "leave-end-before-start"
//   400 "leave-too-long"              more than 366 dates
//   400 "leave-part-of-several-days"  a half, quarter or hours over more than one date
//   409 "leave-outside-workday"       hours that end after the workday of that date
//   409 "leave-part-is-holiday"       a part that a half-holiday covers
//   409 "leave-no-working-day"        nothing to take: only holidays and days off
Result<LeaveCount> CountLeave(const LeaveRequest& request, const WorkingCalendar& calendar);

// The first date on which both take the same minute of the workday, or nothing; AM and PM of one
// day do not. Of workdays with different lengths the parts are compared as fractions of the day.
// Both in the order of their dates, as counted.
std::optional<Date> FirstClash(const std::vector<CountedDate>& one,
                               const std::vector<CountedDate>& other);

// Refuses leave that takes what another live request of the same person takes (domain invariant
// G5): 409 "leave-overlap" with the first such date as `date`.
Result<void> CheckOverlap(const std::vector<CountedDate>& wanted,
                          const std::vector<CountedDate>& taken);

}  // namespace erp::employee
