#include "employee/domain/leave/working_calendar.h"

#include <utility>

namespace erp::employee {
namespace {

constexpr Minutes kLongestDay(1440);

bool Applies(HolidayKind kind, const HolidayScope& scope) {
  switch (kind) {
    case HolidayKind::kPublic:
    case HolidayKind::kSubstitute:
    case HolidayKind::kTemporary:
    case HolidayKind::kElection:
      return scope.public_holidays;
    case HolidayKind::kLabourDay:
      return scope.labour_day;
    case HolidayKind::kCompany:
      break;
  }
  return scope.company_days;
}

// What is left of a part of the workday when a holiday is off.
WorkdayPart Without(const WorkdayPart& part, const Holiday& holiday, Minutes workday) {
  if (!holiday.half) return {};
  const bool morning = *holiday.half == DayHalf::kAm;
  return Intersection(part, HalfOf(workday, morning ? DayHalf::kPm : DayHalf::kAm));
}

DayReason ReasonOf(const WorkingDay& day) {
  if (day.workday == Minutes()) return DayReason::kDayOff;
  if (day.minutes() == Minutes()) return DayReason::kHoliday;
  return day.minutes() < day.workday ? DayReason::kHalfHoliday : DayReason::kWorkday;
}

}  // namespace

WeeklyPattern WeeklyPattern::MondayToFriday(Minutes workday) {
  return {{Minutes(), workday, workday, workday, workday, workday, Minutes()}};
}

std::vector<FieldError> PatternMistakes(const WeeklyPattern& pattern) {
  std::vector<FieldError> mistakes;
  bool works = false;
  for (std::size_t day = 0; day < pattern.minutes.size(); ++day) {
    const Minutes minutes = pattern.minutes[day];
    works = works || minutes > Minutes();
    if (minutes < Minutes() || minutes > kLongestDay) {
      mistakes.push_back(
          {std::string("/minutes/").append(std::to_string(day)), "must be from 0 to 1440"});
    }
  }
  if (!works && mistakes.empty()) {
    mistakes.push_back({"/minutes", "must have a day with work"});
  }
  return mistakes;
}

Holidays Applying(const Holidays& all, const HolidayScope& scope) {
  std::vector<Holiday> applying;
  for (const Holiday& holiday : all.all()) {
    if (Applies(holiday.kind, scope)) applying.push_back(holiday);
  }
  return Holidays(std::move(applying));
}

WorkingCalendar::WorkingCalendar(WeeklyPattern pattern, Holidays holidays, CalendarVersion version)
    : pattern_(pattern), holidays_(std::move(holidays)), version_(version) {}

WorkingDay WorkingCalendar::On(Date date) const {
  WorkingDay day;
  day.workday = pattern_.On(std::chrono::weekday(std::chrono::sys_days(date)));
  day.worked = {Minutes(), day.workday};
  for (const Holiday& holiday : holidays_.On(date)) {
    day.worked = Without(day.worked, holiday, day.workday);
    if (!day.holiday.empty()) day.holiday += " · ";
    day.holiday += holiday.name;
  }
  day.reason = ReasonOf(day);
  return day;
}

}  // namespace erp::employee
