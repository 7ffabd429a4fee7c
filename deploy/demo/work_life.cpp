#include "demo/work_life.h"

#include <algorithm>
#include <stdexcept>

#include "employee/app/leave/quote_leave.h"

namespace erp::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kLeaveOfThousand = 45;  // workdays on whose morning somebody asks for leave
constexpr int kLateOfThousand = 40;
constexpr int kForgottenOfThousand = 12;

}  // namespace

WorkLife::WorkLife(TimedService& service, EmployeeId person, std::uint32_t seed)
    : service_(service), person_(person), random_(seed) {}

// Not the distributions of the library: they differ between implementations.
bool WorkLife::Chance(int percent_tenths) {
  return static_cast<int>(random_() % 1000U) < percent_tenths;
}

minutes WorkLife::Between(int first, int last) {
  return minutes(first + static_cast<int>(random_() % static_cast<unsigned>(last - first + 1)));
}

void WorkLife::Live(employee::Date date) {
  const auto calendar = service_.ports().calendars.get().Of(person_);
  if (calendar.On(date).minutes() == employee::Minutes()) return;
  ApproveLeave(date);
  const auto away = AwayOn(date);
  if (away != Away::kAllDay) Work(date, away);
  if (away == Away::kNot && !asked_ && Chance(kLeaveOfThousand)) AskForLeave(date, calendar);
}

void WorkLife::Work(employee::Date date, Away away) {
  minutes begin = hours(8) + Between(35, 59);
  if (Chance(kLateOfThousand)) begin = hours(9) + Between(12, 45);
  if (away == Away::kMorning) begin = hours(13) + Between(40, 59);
  minutes end = hours(18) + Between(1, 75);
  if (away == Away::kAfternoon) end = hours(14) + Between(0, 10);
  service_.SetTime(date, begin);
  if (!service_.app().check_in.Run(person_, {})) {
    throw std::runtime_error("a check-in was refused");
  }
  if (Chance(kForgottenOfThousand)) return;
  service_.SetTime(date, end);
  if (!service_.app().check_out.Run(person_)) throw std::runtime_error("a check-out was refused");
}

employee::LeaveRequest WorkLife::WishFor(employee::Date date) {
  const auto start = std::chrono::sys_days(date) + std::chrono::days(Between(5, 9).count());
  const auto days = [&](int more) {
    return employee::LeaveRequest{start, start + std::chrono::days(more)};
  };
  // A week in summer, and some days or halves all the year round.
  if (date.month() == std::chrono::July && Chance(400)) return days(6);
  switch (random_() % 10U) {
    case 0:
    case 1:
      return {start, start, employee::LeaveUnit::kHalfAm};
    case 2:
    case 3:
      return {start, start, employee::LeaveUnit::kHalfPm};
    case 4:
      return days(2);
    default:
      return days(0);
  }
}

void WorkLife::AskForLeave(employee::Date date, const employee::WorkingCalendar& calendar) {
  const auto count = employee::CountLeave(WishFor(date), calendar);
  if (!count) return;  // only days off
  service_.SetTime(date, hours(19) + minutes(30));
  Wish wish{"demo-leave:" + person_.str() + ":" + std::to_string(++wishes_),
            employee::DaysOf(*count)};
  if (Post(employee::EntryKind::kReserve, wish)) asked_ = std::move(wish);
}

void WorkLife::ApproveLeave(employee::Date date) {
  if (!asked_) return;
  service_.SetTime(date, hours(8) + minutes(30));
  if (!Post(employee::EntryKind::kConsume, *asked_)) {
    throw std::runtime_error("leave that is reserved cannot be taken");
  }
  leave_.insert(leave_.end(), asked_->days.begin(), asked_->days.end());
  asked_.reset();
}

WorkLife::Away WorkLife::AwayOn(employee::Date date) const {
  const auto found =
      std::find_if(leave_.begin(), leave_.end(), [&](const auto& day) { return day.date == date; });
  if (found == leave_.end()) return Away::kNot;
  const bool whole = found->minutes() >= employee::Minutes::OfDays(1);
  if (whole) return Away::kAllDay;
  return found->part.from == employee::Minutes() ? Away::kMorning : Away::kAfternoon;
}

bool WorkLife::Post(employee::EntryKind kind, const Wish& wish) {
  employee::Operation operation;
  operation.kind = kind;
  operation.source = wish.source;
  operation.id = wish.source + ":" + employee::KindName(kind);
  operation.minutes = employee::TotalOf(wish.days);
  if (kind == employee::EntryKind::kReserve) operation.days = wish.days;
  const auto posting = service_.app().apply_operation.Run(person_, operation);
  return posting && posting->entry.applied();
}

}  // namespace erp::demo
