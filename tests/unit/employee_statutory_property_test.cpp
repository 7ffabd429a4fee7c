// Statutory leave against a slow reckoning that looks at every day of the employment, for random
// people, policies and attendance; and what holds of every list of grants.
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "employee/domain/leave/leaving_settlement.h"
#include "employee_statutory_leave.h"

namespace erp::employee {
namespace {

struct Day {
  int year = 0, month = 0, day = 0;

  friend auto operator<=>(const Day&, const Day&) = default;
};

int LengthOf(int year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Day Next(Day day) {
  if (++day.day <= LengthOf(day.year, day.month)) return day;
  return day.month == 12 ? Day{day.year + 1, 1, 1} : Day{day.year, day.month + 1, 1};
}

Day DayOf(Date date) {
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

struct Case {
  Employment employment;
  StatutoryPolicy policy;
  AttendanceFacts facts;
  Date until;
};

// Grants as the law is read aloud: day by day.
class SlowReckoning {
 public:
  explicit SlowReckoning(const Case& given) : given_(given) {}

  // The day of each grant -> minutes of it and of others of that day.
  std::map<Day, std::int64_t> Grants() {
    std::map<Day, std::int64_t> grants;
    if (!given_.policy.five_or_more_workers || given_.employment.weekly_minutes.count() < 900) {
      return grants;
    }
    const Day hired = DayOf(given_.employment.hired);
    const Day last = DayOf(given_.until);
    for (Day day = Next(hired); day <= last; day = Next(day)) {
      ++days_;
      if (given_.employment.last_day && DayOf(*given_.employment.last_day) < day) break;
      const std::int64_t minutes = OfDay(day, hired);
      if (minutes > 0) grants[day] += minutes;
    }
    return grants;
  }

 private:
  // Whether a month of service is over on the eve of this day.
  [[nodiscard]] bool MonthIsOver(const Day& day, const Day& hired) const {
    if (day.day == hired.day) return true;
    if (given_.policy.month_rule == MonthRule::kClampToMonthEnd) {
      return hired.day > day.day && day.day == LengthOf(day.year, day.month);
    }
    if (day.day != 1) return false;
    const int before =
        day.month == 1 ? LengthOf(day.year - 1, 12) : LengthOf(day.year, day.month - 1);
    return hired.day > before;
  }

  std::int64_t OfDay(const Day& day, const Day& hired) {
    std::int64_t minutes = 0;
    if (MonthIsOver(day, hired)) {
      ++months_;
      if (months_ < 12 && Full(months_)) {
        ++monthly_;
        minutes += InMinutes(1, 1, 0);
      }
      if (months_ >= 12 && Full(months_)) ++full_;
      if (given_.policy.basis == GrantBasis::kHireDate && months_ % 12 == 0) {
        minutes += OfYear(given_.facts.years, months_ / 12, months_ / 12, 1, 1, months_ == 12);
      }
    }
    const bool fiscal =
        day.month == static_cast<int>(static_cast<unsigned>(given_.policy.fiscal_start.month())) &&
        day.day == static_cast<int>(static_cast<unsigned>(given_.policy.fiscal_start.day()));
    if (given_.policy.basis == GrantBasis::kFiscalYear && fiscal)
      minutes += OfFiscalYear(day, hired);
    return minutes;
  }

  std::int64_t OfFiscalYear(const Day& day, const Day& hired) {
    ++fiscal_;
    const bool whole = hired.month == day.month && hired.day == day.day;
    const bool early = given_.policy.fiscal_bonus == FiscalBonus::kYearsSinceHire || whole;
    const bool within_first_year = first_year_open_;
    if (months_ >= 12) first_year_open_ = false;
    int part = 1;
    int of = 1;
    if (fiscal_ == 1 && given_.policy.fiscal_share == FiscalShare::kDays) {
      part = days_ > 365 ? 365 : days_;
      of = 365;
    } else if (fiscal_ == 1) {
      part = MonthIsOver(day, hired) ? months_ : months_ + 1;
      of = 12;
    }
    return OfYear(given_.facts.fiscal_years, fiscal_, early ? fiscal_ : fiscal_ - 1, part, of,
                  within_first_year);
  }

  // What a year gives that is over; `part`/`of`: the share of a first fiscal year.
  std::int64_t OfYear(const std::map<int, YearAttendance>& known,
                      int number,
                      int service,
                      int part,
                      int of,
                      bool within_first_year) {
    const int full = full_;
    full_ = 0;
    const YearAttendance year = known.contains(number) ? known.at(number) : YearAttendance{1, 1, 0};
    const auto left = year.scheduled - year.excluded;
    if (year.worked * 100 < left * 80) {
      ++low_;
      return number == 1 ? 0 : InMinutes(full, 1, 0);
    }
    if (!given_.policy.low_years_count) service -= low_;
    int days = 15;
    for (int n = 3; n <= service && days < 25; n += 2) ++days;
    const bool cut = given_.policy.excluded_days == ExcludedDays::kCutAlways
                         ? year.excluded != 0
                         : year.worked * 100 < year.scheduled * 80;
    const std::int64_t numerator = part * (cut ? left : 1);
    const std::int64_t denominator = of * (cut ? year.scheduled : 1);
    int deducted = 0;
    const bool old = DayOf(given_.employment.hired) <= Day{2017, 5, 29};
    while (old && within_first_year && deducted_ < monthly_ &&
           (deducted + 1) * denominator <= 15 * numerator) {
      ++deducted;
      ++deducted_;
    }
    return InMinutes(days * numerator, denominator, deducted);
  }

  // A number of days, less `deducted`, as minutes: the least number that is not below.
  [[nodiscard]] std::int64_t InMinutes(std::int64_t days, std::int64_t of, int deducted) const {
    std::int64_t steps = 0;
    switch (given_.policy.fraction) {
      case FractionRule::kExactMinutes:
        break;
      case FractionRule::kUpToTenthOfDay:
        steps = 10;
        break;
      case FractionRule::kUpToHalfDay:
        steps = 2;
        break;
      case FractionRule::kUpToDay:
        steps = 1;
        break;
    }
    if (steps > 0) {
      std::int64_t count = 0;
      while (count * of < days * steps) ++count;
      days = count;
      of = steps;
    }
    days -= deducted * of;
    const auto own = given_.employment.weekly_minutes.count();
    const auto week = given_.policy.full_time_week.count();
    std::int64_t minutes = 0;
    const std::int64_t step = own < week ? 60 : 1;
    while (own < week ? minutes * of * week < days * own * 480
                      : minutes * of < days * given_.policy.workday.count()) {
      minutes += step;
    }
    return minutes;
  }

  [[nodiscard]] bool Full(int month) const {
    return !given_.facts.full_months.contains(month) || given_.facts.full_months.at(month);
  }

  const Case& given_;
  int days_ = 0;     // of employment before this day
  int months_ = 0;   // of service that are over
  int monthly_ = 0;  // days of the first year
  int deducted_ = 0;
  int full_ = 0;  // full months since the last year's end
  int fiscal_ = 0;
  int low_ = 0;
  bool first_year_open_ = true;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  int Between(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<unsigned>(most - least + 1));
  }
  bool Chance(int percent) { return Between(1, 100) <= percent; }

  Date Hired() {
    // Now and then the days on which months differ.
    const Date date = Plus(On("2015-01-01"), Between(0, 4700));
    if (!Chance(40)) return date;
    return Chance(50) ? Date{date.year() / date.month() / std::chrono::last}
                      : Date{date.year() / 2 / std::chrono::last};
  }

  YearAttendance Year() {
    YearAttendance year{.scheduled = Between(200, 260)};
    if (Chance(40)) year.excluded = Between(0, static_cast<int>(year.scheduled));
    const auto left = static_cast<int>(year.scheduled - year.excluded);
    year.worked = Chance(50) ? Between(left / 2, left) : left - left / 5;
    return year;
  }

  Case AnyCase() {
    Case any;
    any.employment.hired = Hired();
    any.until = Plus(any.employment.hired, Between(0, 365 * 6));
    if (Chance(30)) any.employment.last_day = Plus(any.employment.hired, Between(0, 365 * 6));
    if (Chance(30)) any.employment.weekly_minutes = Minutes(Between(890, 2400));
    if (Chance(50)) any.policy.basis = GrantBasis::kFiscalYear;
    any.policy.fiscal_start = std::chrono::month(static_cast<unsigned>(Between(1, 12))) /
                              std::chrono::day(static_cast<unsigned>(Between(1, 28)));
    any.policy.month_rule = Chance(50) ? MonthRule::kCivilCode : MonthRule::kClampToMonthEnd;
    any.policy.fiscal_bonus = static_cast<FiscalBonus>(Between(0, 1));
    any.policy.fiscal_share = static_cast<FiscalShare>(Between(0, 1));
    any.policy.fraction = static_cast<FractionRule>(Between(0, 3));
    any.policy.excluded_days = static_cast<ExcludedDays>(Between(0, 1));
    any.policy.low_years_count = Chance(50);
    any.policy.five_or_more_workers = Chance(95);
    if (Chance(20)) any.policy.workday = Minutes(Between(300, 480));
    for (int month = 1; month <= 72; ++month) {
      if (Chance(20)) any.facts.full_months[month] = Chance(30);
    }
    for (int number = 1; number <= 7; ++number) {
      if (Chance(50)) any.facts.years[number] = Year();
      if (Chance(50)) any.facts.fiscal_years[number] = Year();
    }
    return any;
  }

 private:
  std::mt19937 engine_;
};

std::vector<StatutoryGrant> GrantsOf(const Case& given) {
  return StatutoryGrants(given.employment, given.policy, given.facts, given.until);
}

class StatutoryLeave : public testing::TestWithParam<unsigned> {};

TEST_P(StatutoryLeave, EqualsReckoningDayByDay) {
  Random random(GetParam());
  std::size_t grants = 0;
  for (int i = 0; i < 500; ++i) {
    const Case given = random.AnyCase();
    std::map<Day, std::int64_t> fast;
    for (const auto& grant : GrantsOf(given)) {
      fast[DayOf(grant.on)] += grant.minutes.count();
      ++grants;
    }
    const auto slow = SlowReckoning(given).Grants();
    ASSERT_EQ(fast.size(), slow.size()) << FormatDate(given.employment.hired);
    for (const auto& [day, minutes] : slow) {
      ASSERT_EQ(fast[day], minutes) << FormatDate(given.employment.hired) << " on " << day.year
                                    << '-' << day.month << '-' << day.day;
    }
  }
  EXPECT_GT(grants, 4000U);
}

TEST_P(StatutoryLeave, IsTheSameAgainAndOnlyGrowsWithTheDate) {
  Random random(GetParam());
  for (int i = 0; i < 100; ++i) {
    Case given = random.AnyCase();
    const auto all = Shown(GrantsOf(given));
    ASSERT_EQ(Shown(GrantsOf(given)), all);
    given.until = Plus(given.employment.hired,
                       random.Between(0, DaysBetween(given.employment.hired, given.until)));
    const auto earlier = Shown(GrantsOf(given));
    ASSERT_LE(earlier.size(), all.size());
    ASSERT_TRUE(std::equal(earlier.begin(), earlier.end(), all.begin()));
  }
}

TEST_P(StatutoryLeave, StaysWithinTheLimitsOfTheLaw) {
  Random random(GetParam());
  for (int i = 0; i < 150; ++i) {
    Case given = random.AnyCase();
    given.employment.weekly_minutes = Minutes(2400);
    given.policy.workday = Minutes(480);
    Minutes first_year;
    std::set<std::string> keys;
    Date before = given.employment.hired;
    for (const auto& grant : GrantsOf(given)) {
      ASSERT_TRUE(keys.insert(grant.key).second) << grant.key;
      ASSERT_GT(grant.minutes, Minutes());
      ASSERT_LE(grant.minutes, Minutes::OfDays(25));
      ASSERT_LE(before, grant.on);
      ASSERT_LE(grant.on, given.until);
      ASSERT_TRUE(!given.employment.last_day || grant.on <= *given.employment.last_day);
      ASSERT_EQ(grant.valid_from, grant.on);
      ASSERT_LT(grant.on, grant.valid_to);
      ASSERT_LE(DaysBetween(grant.on, grant.valid_to), 366);
      if (grant.calculation.rule == GrantRule::kMonth) first_year = first_year + grant.minutes;
      before = grant.on;
    }
    ASSERT_LE(first_year, Minutes::OfDays(11));
  }
}

TEST_P(StatutoryLeave, OfWholeYearsLeavesNoDayWithout) {
  Random random(GetParam());
  for (int i = 0; i < 100; ++i) {
    Case given = random.AnyCase();
    given.facts = {};
    std::optional<Date> valid_to;
    for (const auto& grant : GrantsOf(given)) {
      if (grant.calculation.rule == GrantRule::kMonth) continue;
      // After the first one the next begins by the day after its end.
      ASSERT_TRUE(!valid_to || grant.on <= Plus(*valid_to, 1)) << grant.key;
      valid_to = grant.valid_to;
    }
  }
}

TEST_P(StatutoryLeave, IsNeverLessThanByHireDateOnceLeavingIsSettled) {
  Random random(GetParam());
  int paid = 0;
  for (int i = 0; i < 100; ++i) {
    Case given = random.AnyCase();
    given.policy.basis = GrantBasis::kFiscalYear;
    given.employment.last_day.reset();
    const auto settled = SettleOnLeaving(given.employment, given.policy, given.facts, given.until);
    const auto by_fiscal = Sum(GrantsOf(given));
    given.policy.basis = GrantBasis::kHireDate;
    const auto by_hire = Sum(GrantsOf(given));
    ASSERT_EQ(settled.by_hire_date, by_hire);
    ASSERT_EQ(settled.by_fiscal_year, by_fiscal);
    if (settled.outcome != SettlementOutcome::kPayDifference) {
      ASSERT_GE(by_fiscal, by_hire);
    } else {
      ASSERT_EQ(by_fiscal + settled.difference, by_hire);
      ++paid;
    }
  }
  EXPECT_GT(paid, 5);
}

INSTANTIATE_TEST_SUITE_P(Seeds, StatutoryLeave, testing::Range(1U, 6U));

}  // namespace
}  // namespace erp::employee
