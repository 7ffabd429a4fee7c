#include "employee/domain/leave/statutory_leave.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace erp::employee {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr int kYearlyDays = 15;         // 60조 1항
constexpr int kMostDays = 25;           // 60조 4항
constexpr int kMonthsOfFirstYear = 11;  // no 12th day (R1)
constexpr int kMonthsOfYear = 12;
constexpr int kDaysOfYear = 365;
constexpr Minutes kLeastWeek(15 * 60);  // 18조 3항
constexpr Date kFirstYearLapses{year(2020), month(3), day(31)};
constexpr Date kLastOldHire{year(2017), month(5), day(29)};

// 60조 4항: one day for each two years after the first, from the third year.
int BonusDays(int years) { return std::clamp((years - 1) / 2, 0, kMostDays - kYearlyDays); }

std::string ArticleOf(const GrantCalculation& calculation) {
  switch (calculation.rule) {
    case GrantRule::kMonth:
    case GrantRule::kLowYear:
      return "근로기준법 60조 2항";
    case GrantRule::kYear:
    case GrantRule::kFirstFiscal:
    case GrantRule::kFiscal:
      break;
  }
  return calculation.bonus_days > 0 ? "근로기준법 60조 1항·4항" : "근로기준법 60조 1항";
}

std::string Key(std::string_view kind, int number) {
  return std::string("statutory:").append(kind).append(":").append(std::to_string(number));
}

// A year of service or a fiscal year as it is granted for.
struct GrantedYear {
  GrantRule rule = GrantRule::kYear;
  int number = 0;  // from 1
  Date begin;
  Date on;       // the day after it
  Date expired;  // the day after the last one on which its grant can be taken
  std::string key;
  int service = 0;  // years of service that the additional days are reckoned with
  Ratio share;      // of the 15 days
};

class Granting {
 public:
  Granting(const Employment& employment,
           const StatutoryPolicy& policy,
           const AttendanceFacts& facts,
           Date until)
      : employment_(employment),
        policy_(policy),
        facts_(facts),
        last_(std::min(until, employment.last_day.value_or(until))) {}

  std::vector<StatutoryGrant> All() {
    if (!policy_.five_or_more_workers || employment_.weekly_minutes < kLeastWeek) return {};
    GrantMonths();
    if (policy_.basis == GrantBasis::kHireDate) {
      GrantYearsOfService();
    } else {
      GrantFiscalYears();
    }
    // Of one day the month comes first.
    std::ranges::sort(grants_, {}, [](const StatutoryGrant& grant) {
      return std::tie(grant.on, grant.calculation.rule);
    });
    return std::move(grants_);
  }

 private:
  [[nodiscard]] Date AfterService(int months) const {
    return AfterMonths(employment_.hired, months, policy_.month_rule);
  }

  [[nodiscard]] Date AYearAfter(Date date) const {
    return AfterMonths(date, kMonthsOfYear, policy_.month_rule);
  }

  // R1. Days that arose before 2020-03-31 are valid for a year each.
  void GrantMonths() {
    for (int number = 1; number <= kMonthsOfFirstYear; ++number) {
      const Date on = AfterService(number);
      if (on > last_) return;
      if (!facts_.FullMonth(number)) continue;
      GrantCalculation calculation;
      calculation.number = number;
      calculation.base_days = 1;
      Grant(Key("monthly", number), on,
            on < kFirstYearLapses ? AYearAfter(on) : AfterService(kMonthsOfYear), calculation);
    }
  }

  // R3, R7.
  void GrantYearsOfService() {
    Date begin = employment_.hired;
    for (int number = 1; AfterService(number * kMonthsOfYear) <= last_; ++number) {
      GrantedYear year;
      year.number = year.service = number;
      year.begin = begin;
      year.on = begin = AfterService(number * kMonthsOfYear);
      // A clamped month must not leave a day between a grant and the next one.
      year.expired = std::max(AYearAfter(year.on), AfterService((number + 1) * kMonthsOfYear));
      year.key = Key("yearly", number);
      GrantYear(year, facts_.years);
    }
  }

  // R10.
  void GrantFiscalYears() {
    const Date first = FirstFiscalStart(employment_, policy_);
    const bool partial = first - std::chrono::years(1) != employment_.hired;
    const bool only_whole = policy_.fiscal_bonus == FiscalBonus::kWholeFiscalYears;
    Date begin = employment_.hired;
    for (int number = 1; first + std::chrono::years(number - 1) <= last_; ++number) {
      GrantedYear year;
      year.rule = number == 1 ? GrantRule::kFirstFiscal : GrantRule::kFiscal;
      year.number = number;
      year.service = partial && only_whole ? number - 1 : number;
      year.begin = begin;
      year.on = begin = first + std::chrono::years(number - 1);
      year.expired = first + std::chrono::years(number);
      year.key = Key("fiscal", static_cast<int>(year.on.year()));
      if (number == 1) year.share = FirstFiscalShare(first);
      GrantYear(year, facts_.fiscal_years);
    }
  }

  [[nodiscard]] Ratio FirstFiscalShare(Date end) const {
    if (policy_.fiscal_share == FiscalShare::kDays) {
      return {std::min(DaysBetween(employment_.hired, end), kDaysOfYear), kDaysOfYear};
    }
    int begun = 0;
    do ++begun;
    while (AfterService(begun) < end);
    return {begun, kMonthsOfYear};
  }

  void GrantYear(const GrantedYear& year, const std::map<int, YearAttendance>& attendance) {
    const auto known = attendance.find(year.number);
    const auto verdict = JudgeAttendance(
        known == attendance.end() ? YearAttendance{} : known->second, policy_.excluded_days);
    GrantCalculation calculation;
    calculation.number = year.number;
    if (verdict.enough) {
      calculation.rule = year.rule;
      calculation.base_days = kYearlyDays;
      calculation.bonus_days =
          BonusDays(policy_.low_years_count ? year.service : year.service - low_years_);
      calculation.fiscal_share = year.share;
      calculation.attendance_share = verdict.share;
      calculation.deducted_days = DeductedDays(year, verdict.share);
    } else {
      ++low_years_;
      calculation.rule = GrantRule::kLowYear;
      calculation.base_days = FullMonthsOf(year);
    }
    Grant(year.key, year.on, year.expired, calculation);
  }

  // R5. The first year gives nothing twice: its months have given their days, but for the 12th.
  [[nodiscard]] int FullMonthsOf(const GrantedYear& year) const {
    if (year.number == 1) return 0;
    int full = 0;
    for (int month = kMonthsOfYear; AfterService(month) <= year.on; ++month) {
      if (AfterService(month) > year.begin && facts_.FullMonth(month)) ++full;
    }
    return full;
  }

  // R12: the 15 days of the first year include its monthly ones, as far as they reach.
  int DeductedDays(const GrantedYear& year, const Ratio& attendance) {
    const bool of_first_year = year.begin < AfterService(kMonthsOfYear);
    if (employment_.hired > kLastOldHire || !of_first_year) return 0;
    const auto monthly = std::count_if(grants_.begin(), grants_.end(), [&year](const auto& grant) {
      return grant.calculation.rule == GrantRule::kMonth && grant.on <= year.on;
    });
    const auto whole_days = kYearlyDays * year.share.numerator * attendance.numerator /
                            (year.share.denominator * attendance.denominator);
    const auto deducted = std::min<std::int64_t>(monthly - deducted_, whole_days);
    deducted_ += deducted;
    return static_cast<int>(deducted);
  }

  void Grant(std::string key, Date on, Date expired, GrantCalculation calculation) {
    if (employment_.weekly_minutes < policy_.full_time_week) {
      calculation.part_time = {employment_.weekly_minutes.count(), policy_.full_time_week.count()};
    }
    const Minutes minutes = GrantMinutes(calculation, policy_);
    if (minutes == Minutes()) return;
    grants_.push_back({std::move(key), on, minutes, on, AfterDays(expired, -1),
                       ArticleOf(calculation), LawVersionOn(on), calculation});
  }

  const Employment& employment_;
  const StatutoryPolicy& policy_;
  const AttendanceFacts& facts_;
  const Date last_;
  std::vector<StatutoryGrant> grants_;
  std::int64_t deducted_ = 0;  // of the first year's days
  int low_years_ = 0;
};

}  // namespace

std::vector<StatutoryGrant> StatutoryGrants(const Employment& employment,
                                            const StatutoryPolicy& policy,
                                            const AttendanceFacts& facts,
                                            Date until) {
  return Granting(employment, policy, facts, until).All();
}

}  // namespace erp::employee
