// What a company may settle about statutory annual leave, and what is known about one person. Where
// the law or its reading is open, the policy has a member and a default. Plain values; thread-safe
// for readers.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "common/error.h"
#include "employee/domain/leave/attendance_rate.h"
#include "employee/domain/leave/minutes.h"
#include "employee/domain/leave/month_rule.h"

namespace erp::employee {

enum class GrantBasis {
  kHireDate,    // as the law says
  kFiscalYear,  // 회계연도: allowed if nobody is worse off (99다10806), see leaving_settlement.h
};

// Fiscal year: which number of years the days for long service are reckoned with (R10).
enum class FiscalBonus {
  kYearsSinceHire,    // (a) fiscal year - year of hire; 16 days in the third fiscal year after it
  kWholeFiscalYears,  // (b) whole fiscal years only, as in MOEL's example; a year later
};

// Fiscal year: the part of 15 days that the first, shorter year gives (R10).
enum class FiscalShare {
  kDays,    // days from hire to the end of the fiscal year / 365 (근기 68207-620)
  kMonths,  // months / 12, a month that has begun counts (근로개선정책과-5352)
};

// What is done with a part of a day; never cut (MOEL: 6.29 becomes 7).
enum class FractionRule { kExactMinutes, kUpToTenthOfDay, kUpToHalfDay, kUpToDay };

struct StatutoryPolicy {
  GrantBasis basis = GrantBasis::kHireDate;
  std::chrono::month_day fiscal_start{std::chrono::January, std::chrono::day(1)};
  // R2: no ruling; 민법 160조.
  MonthRule month_rule = MonthRule::kCivilCode;
  // R10: customs differ; (a) is never worse for the employee.
  FiscalBonus fiscal_bonus = FiscalBonus::kYearsSinceHire;
  FiscalShare fiscal_share = FiscalShare::kDays;
  // R10: no rule of law. Exact: up to the next whole minute.
  FractionRule fraction = FractionRule::kExactMinutes;
  // R6b: the ruling, not the ministry's letter.
  ExcludedDays excluded_days = ExcludedDays::kCutBelowRate;
  // R5: whether a year below 80 % counts as a year of service for the additional days; not settled.
  bool low_years_count = true;
  // R0: 11조 1항. With fewer than 5 regular workers 60조 does not apply.
  bool five_or_more_workers = true;
  // A day of leave of full-time employees.
  Minutes workday = Minutes(Minutes::kPerDay);
  // R9: the week of the full-time employees that part-timers are compared with; 40 hours if none.
  Minutes full_time_week = Minutes(2400);
};

// What is wrong with a policy: a fiscal year that begins on a day that some years lack
// ("/fiscalStart"), a workday that is not from 1 to 1,440 minutes ("/workday"), a week that is not
// from 1 to 10,080 ("/fullTimeWeek").
std::vector<FieldError> PolicyMistakes(const StatutoryPolicy& policy);

struct Employment {
  Date hired;
  std::optional<Date> last_day;  // of the employment; leaving takes effect the day after
  Minutes weekly_minutes =
      Minutes(2400);  // 4-week average; below 15 hours nothing is due (18조 3항)
};

// What is known of somebody's attendance. Whatever is missing counts as full attendance.
struct AttendanceFacts {
  // Month of service, from 1 -> whether it had no absence (개근); coming late is none (근기
  // 1451-21279).
  std::map<int, bool> full_months;
  // Year of service, from 1: hire-date basis.
  std::map<int, YearAttendance> years;
  // Fiscal years, 1: from hire to the end of the fiscal year; fiscal-year basis.
  std::map<int, YearAttendance> fiscal_years;

  [[nodiscard]] bool FullMonth(int month) const;
};

// Fiscal-year basis: the first day of a fiscal year after the day of hire.
Date FirstFiscalStart(const Employment& employment, const StatutoryPolicy& policy);

// Since when the text of the law on annual leave is in force that applies on a date; nothing before
// 2018-05-29.
std::optional<Date> LawVersionOn(Date date);

}  // namespace erp::employee
