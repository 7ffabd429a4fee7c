#include "employee/domain/leave/attendance_facts.h"

#include <algorithm>
#include <optional>

namespace erp::employee {
namespace {

constexpr int kMonthsOfYear = 12;

struct Period {
  Date begin;
  Date end;  // the day after it
};

class Counting {
 public:
  Counting(const std::vector<Absence>& absences, const WorkingCalendar& calendar)
      : absences_(absences), calendar_(calendar) {}

  // Nothing for a period without an absence.
  [[nodiscard]] std::optional<YearAttendance> Of(const Period& period) const {
    const bool touched = std::ranges::any_of(absences_, [&](const Absence& absence) {
      return absence.from < period.end && period.begin <= absence.to;
    });
    if (!touched) return std::nullopt;
    YearAttendance counted;
    for (Date date = period.begin; date < period.end; date = AfterDays(date, 1)) {
      if (calendar_.MinutesOn(date) == Minutes()) continue;
      ++counted.scheduled;
      const auto effect = EffectAt(date);
      if (effect == AttendanceEffect::kWorked) ++counted.worked;
      if (effect == AttendanceEffect::kExcluded) ++counted.excluded;
    }
    return counted;
  }

 private:
  [[nodiscard]] AttendanceEffect EffectAt(Date date) const {
    const auto found = std::ranges::find_if(
        absences_, [&](const Absence& absence) { return absence.Covers(date); });
    return found == absences_.end() ? AttendanceEffect::kWorked : EffectOn(*found, date);
  }

  const std::vector<Absence>& absences_;
  const WorkingCalendar& calendar_;
};

bool IsFull(const YearAttendance& month) {
  const bool missed = month.worked + month.excluded < month.scheduled;
  const bool nothing_due = month.scheduled > 0 && month.excluded == month.scheduled;
  return !missed && !nothing_due;
}

}  // namespace

AttendanceFacts AttendanceFactsOf(const Employment& employment,
                                  const StatutoryPolicy& policy,
                                  const std::vector<Absence>& absences,
                                  const WorkingCalendar& calendar,
                                  Date until) {
  AttendanceFacts facts;
  if (absences.empty()) return facts;
  const Counting counting(absences, calendar);
  const auto service = [&](int months) {
    return AfterMonths(employment.hired, months, policy.month_rule);
  };
  for (int n = 1; service(n - 1) <= until; ++n) {
    if (const auto month = counting.Of({service(n - 1), service(n)})) {
      facts.full_months[n] = IsFull(*month);
    }
  }
  for (int n = 1; service((n - 1) * kMonthsOfYear) <= until; ++n) {
    const Period year{service((n - 1) * kMonthsOfYear), service(n * kMonthsOfYear)};
    if (const auto counted = counting.Of(year)) facts.years[n] = *counted;
  }
  Period fiscal{employment.hired, FirstFiscalStart(employment, policy)};
  for (int n = 1; fiscal.begin <= until; ++n) {
    if (const auto counted = counting.Of(fiscal)) facts.fiscal_years[n] = *counted;
    fiscal = {fiscal.end, fiscal.end + std::chrono::years(1)};
  }
  return facts;
}

}  // namespace erp::employee
