#include "employee/domain/leave/day_counter.h"

#include <algorithm>
#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr Minutes kWholeDay(1440);

std::optional<Error> MalformedPart(const LeaveRequest& request) {
  if (request.unit == LeaveUnit::kQuarter && (request.quarter < 1 || request.quarter > kQuarters)) {
    return InvalidBody({{"/quarter", "must be from 1 to 4"}});
  }
  const auto& [from, to] = request.hours;
  if (request.unit == LeaveUnit::kHours && (from < Minutes() || to <= from || to > kWholeDay)) {
    return InvalidBody({{"/hours", "must end after they begin, within 1440 minutes"}});
  }
  return std::nullopt;
}

std::optional<Error> WrongPeriod(const LeaveRequest& request) {
  const auto dates = (sys_days(request.end) - sys_days(request.start)).count() + 1;
  if (dates < 1) {
    return Error{ErrorCode::kInvalid, "leave-end-before-start", "The leave ends before it starts."};
  }
  if (dates > kLongestLeaveDays) {
    return Error{ErrorCode::kInvalid, "leave-too-long",
                 Message("One request takes at most {} dates.", kLongestLeaveDays)};
  }
  if (dates > 1 && request.unit != LeaveUnit::kDay) {
    return Error{ErrorCode::kInvalid, "leave-part-of-several-days",
                 "Half days, quarters and hours are taken of one date."};
  }
  return std::nullopt;
}

WorkdayPart AskedFor(const LeaveRequest& request, Minutes workday) {
  switch (request.unit) {
    case LeaveUnit::kDay:
      return {Minutes(), workday};
    case LeaveUnit::kHalfAm:
      return HalfOf(workday, DayHalf::kAm);
    case LeaveUnit::kHalfPm:
      return HalfOf(workday, DayHalf::kPm);
    case LeaveUnit::kQuarter:
      return QuartersOf(workday, request.quarter - 1, request.quarter);
    case LeaveUnit::kHours:
      break;
  }
  return request.hours;
}

CountedDate Count(Date date, const LeaveRequest& request, const WorkingDay& day) {
  const auto part = Intersection(AskedFor(request, day.workday), day.worked);
  return {date, day.reason, day.holiday, day.workday, part};
}

// Why nothing is taken, when nothing is.
Error NothingTaken(const LeaveCount& count) {
  const CountedDate& first = count.dates.front();
  if (first.reason == DayReason::kHalfHoliday) {
    return {ErrorCode::kConflict, "leave-part-is-holiday",
            Message("This part of {} is a holiday: {}.", FormatDate(first.date), first.holiday)};
  }
  return {ErrorCode::kConflict, "leave-no-working-day",
          "There is no working day in this period: nothing to take."};
}

bool EndsAfterWork(const LeaveRequest& request, const WorkingDay& day) {
  return request.unit == LeaveUnit::kHours && day.workday > Minutes() &&
         request.hours.to > day.workday;
}

// Both as fractions of their workdays, multiplied out.
bool Clash(const CountedDate& a, const CountedDate& b) {
  if (a.minutes() == Minutes() || b.minutes() == Minutes()) return false;
  return a.part.from.count() * b.workday.count() < b.part.to.count() * a.workday.count() &&
         b.part.from.count() * a.workday.count() < a.part.to.count() * b.workday.count();
}

}  // namespace

Result<LeaveCount> CountLeave(const LeaveRequest& request, const WorkingCalendar& calendar) {
  if (auto refusal = MalformedPart(request)) return *std::move(refusal);
  if (auto refusal = WrongPeriod(request)) return *std::move(refusal);
  LeaveCount count;
  count.calendar = calendar.version();
  for (sys_days date = request.start; date <= sys_days(request.end); date += days(1)) {
    const WorkingDay day = calendar.On(date);
    if (EndsAfterWork(request, day)) {
      return Error{
          ErrorCode::kConflict, "leave-outside-workday",
          Message("The workday of {} has {} minutes.", FormatDate(date), day.workday.count())};
    }
    count.dates.push_back(Count(date, request, day));
    count.total = count.total + count.dates.back().minutes();
  }
  if (count.total == Minutes()) return NothingTaken(count);
  return count;
}

std::optional<Date> FirstClash(const std::vector<CountedDate>& one,
                               const std::vector<CountedDate>& other) {
  for (const CountedDate& a : one) {
    const auto same_date = std::ranges::equal_range(other, a.date, {}, &CountedDate::date);
    for (const CountedDate& b : same_date) {
      if (Clash(a, b)) return a.date;
    }
  }
  return std::nullopt;
}

Result<void> CheckOverlap(const std::vector<CountedDate>& wanted,
                          const std::vector<CountedDate>& taken) {
  const auto clash = FirstClash(wanted, taken);
  if (!clash) return {};
  return Error{ErrorCode::kConflict,
               "leave-overlap",
               Message("Leave on {} is asked for or taken already.", FormatDate(*clash)),
               {},
               {{"date", FormatDate(*clash)}}};
}

}  // namespace erp::employee
