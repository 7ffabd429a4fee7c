// When a group of employees works: minutes for each day of the week, without the holidays that
// apply to the group. A value of one version; a change makes another version, and what was counted
// with the old one stays as it was counted (domain invariant G6). Thread-safe for readers.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "common/id.h"
#include "employee/domain/leave/holidays.h"

namespace erp::employee {

using CalendarVersion = Id<struct CalendarVersionTag>;

// Minutes of work from Sunday to Saturday: 480 from Monday to Friday for most, other lengths and
// days for part-timers (단시간근로자).
struct WeeklyPattern {
  std::array<Minutes, 7> minutes;

  static WeeklyPattern MondayToFriday(Minutes workday);
  [[nodiscard]] Minutes On(std::chrono::weekday day) const { return minutes[day.c_encoding()]; }
};

// What is wrong with a pattern: a day above 1,440 minutes or below 0 ("/minutes/0" is Sunday), or
// no work at all ("/minutes").
std::vector<FieldError> PatternMistakes(const WeeklyPattern& pattern);

// Which holidays apply to a group.
struct HolidayScope {
  // 근로기준법 55조 2항: due where 5 or more regular workers are employed; with fewer not (시행령
  // 별표 1).
  bool public_holidays = true;
  // 노동절: due everywhere. Its substitute day is a public holiday like others, so with fewer than
  // 5 workers it is not taken as due (not settled by law).
  bool labour_day = true;
  bool company_days = true;
};

// The holidays that apply. What a written deal moved to another day (55조 2항 단서) is entered by
// the one who calls: without the holiday and with a company day.
Holidays Applying(const Holidays& all, const HolidayScope& scope);

enum class DayReason {
  kWorkday,      // nothing is off
  kHalfHoliday,  // half of the workday is off
  kHoliday,      // all of the workday is off
  kDayOff,       // no workday in the weekly pattern, whether it is a holiday too or not
};

struct WorkingDay {
  DayReason reason = DayReason::kDayOff;
  Minutes workday;      // of the weekly pattern: what halves and quarters are parts of
  WorkdayPart worked;   // what holidays leave of it; always one piece
  std::string holiday;  // names of the holidays of that date, joined by " · "

  [[nodiscard]] Minutes minutes() const { return worked.length(); }
};

class WorkingCalendar {
 public:
  // `holidays`: those that apply, see Applying.
  WorkingCalendar(WeeklyPattern pattern, Holidays holidays, CalendarVersion version);

  [[nodiscard]] WorkingDay On(Date date) const;
  [[nodiscard]] Minutes MinutesOn(Date date) const { return On(date).minutes(); }
  [[nodiscard]] CalendarVersion version() const { return version_; }

 private:
  WeeklyPattern pattern_;
  Holidays holidays_;
  CalendarVersion version_;
};

}  // namespace erp::employee
