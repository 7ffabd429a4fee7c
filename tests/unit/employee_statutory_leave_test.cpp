// Statutory leave by hire date with full attendance. Examples with a number are those of the worked
// examples that the rules were checked with.
#include "employee_statutory_leave.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Minutes Whole(int days) { return Minutes::OfDays(days); }

// The days on which grants arise.
std::vector<std::string> Dates(const std::vector<StatutoryGrant>& grants) {
  std::vector<std::string> dates;
  for (const auto& grant : grants) dates.push_back(FormatDate(grant.on));
  return dates;
}

TEST(FirstYear, Example1_AMonthGivesADayOnTheDayAfterIt) {
  EXPECT_THAT(GrantsUntil("2026-12-25", Hired("2026-11-26")), IsEmpty());
  EXPECT_THAT(Shown(GrantsUntil("2026-12-26", Hired("2026-11-26"))),
              ElementsAre("monthly:1 2026-12-26..2027-11-25 1d"));
}

TEST(FirstYear, Example2_AnAbsenceCostsTheDayOfItsMonth) {
  AttendanceFacts facts;
  facts.full_months = {{1, true}, {2, false}};
  EXPECT_THAT(
      Shown(GrantsUntil("2027-03-26", Hired("2026-11-26"), {}, facts)),
      ElementsAre("monthly:1 2026-12-26..2027-11-25 1d", "monthly:3 2027-02-26..2027-11-25 1d",
                  "monthly:4 2027-03-26..2027-11-25 1d"));
}

TEST(FirstYear, Example3_HasElevenDaysThatLapseWithIt) {
  const auto grants = GrantsUntil("2027-10-26", Hired("2026-11-26"));
  EXPECT_EQ(Sum(grants), Whole(11));
  EXPECT_EQ(Last(grants), "monthly:11 2027-10-26..2027-11-25 1d");
  EXPECT_EQ(Sum(GrantsUntil("2027-11-25", Hired("2026-11-26"))), Whole(11));
}

TEST(FirstYear, Examples4And5_FifteenMoreNeedTheDayAfterIt) {
  EXPECT_EQ(Sum(GrantsUntil("2030-01-01", Hired("2025-03-01", "2026-02-28"))), Whole(11));
  EXPECT_EQ(Sum(GrantsUntil("2030-01-01", Hired("2025-03-01", "2026-03-01"))), Whole(26));
}

TEST(FirstYear, NothingArisesBeforeAMonthOrAfterTheLastDay) {
  EXPECT_THAT(GrantsUntil("2026-11-25", Hired("2026-11-26")), IsEmpty());
  EXPECT_THAT(Dates(GrantsUntil("2030-01-01", Hired("2026-11-26", "2027-01-25"))),
              ElementsAre("2026-12-26"));
  EXPECT_THAT(Dates(GrantsUntil("2030-01-01", Hired("2026-11-26", "2027-01-26"))),
              ElementsAre("2026-12-26", "2027-01-26"));
}

TEST(MonthEnds, Examples6And7_HiredOn29February) {
  const auto grants = GrantsUntil("2028-02-29", Hired("2024-02-29"));
  EXPECT_THAT(
      Shown(grants),
      ElementsAre("monthly:1 2024-03-29..2025-02-28 1d", "monthly:2 2024-04-29..2025-02-28 1d",
                  "monthly:3 2024-05-29..2025-02-28 1d", "monthly:4 2024-06-29..2025-02-28 1d",
                  "monthly:5 2024-07-29..2025-02-28 1d", "monthly:6 2024-08-29..2025-02-28 1d",
                  "monthly:7 2024-09-29..2025-02-28 1d", "monthly:8 2024-10-29..2025-02-28 1d",
                  "monthly:9 2024-11-29..2025-02-28 1d", "monthly:10 2024-12-29..2025-02-28 1d",
                  "monthly:11 2025-01-29..2025-02-28 1d", "yearly:1 2025-03-01..2026-02-28 15d",
                  "yearly:2 2026-03-01..2027-02-28 15d", "yearly:3 2027-03-01..2028-02-29 16d",
                  "yearly:4 2028-02-29..2029-02-28 16d"));
  EXPECT_EQ(ValidOn("2028-02-29", grants), Whole(32));
}

TEST(MonthEnds, Example6_ClampedTo28FebruaryByPolicy) {
  StatutoryPolicy policy;
  policy.month_rule = MonthRule::kClampToMonthEnd;
  const auto grants = GrantsUntil("2028-02-29", Hired("2024-02-29"), policy);
  EXPECT_EQ(Shown(grants[10]), "monthly:11 2025-01-29..2025-02-27 1d");
  EXPECT_EQ(Shown(grants[11]), "yearly:1 2025-02-28..2026-02-27 15d");
  // The next grant arises on 29 February: no day without one.
  EXPECT_EQ(Shown(grants[13]), "yearly:3 2027-02-28..2028-02-28 16d");
  EXPECT_EQ(Shown(grants[14]), "yearly:4 2028-02-29..2029-02-27 16d");
}

TEST(MonthEnds, Example8_HiredOnThe31st) {
  EXPECT_THAT(Dates(GrantsUntil("2027-01-31", Hired("2026-01-31"))),
              ElementsAre("2026-03-01", "2026-03-31", "2026-05-01", "2026-05-31", "2026-07-01",
                          "2026-07-31", "2026-08-31", "2026-10-01", "2026-10-31", "2026-12-01",
                          "2026-12-31", "2027-01-31"));
  StatutoryPolicy policy;
  policy.month_rule = MonthRule::kClampToMonthEnd;
  EXPECT_THAT(Dates(GrantsUntil("2027-01-31", Hired("2026-01-31"), policy)),
              ElementsAre("2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
                          "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30",
                          "2026-12-31", "2027-01-31"));
}

TEST(MonthEnds, Example9_SixMonthsFrom31August) {
  const auto grants = GrantsUntil("2026-03-01", Hired("2025-08-31"));
  EXPECT_EQ(Last(grants), "monthly:6 2026-03-01..2026-08-30 1d");
  EXPECT_EQ(grants.size(), 6U);
}

struct Service {
  const char* why;
  const char* hired;
  const char* until;
  const char* last;
};

class LongService : public testing::TestWithParam<Service> {};

TEST_P(LongService, GivesADayMoreForEachTwoYears) {
  const auto& [why, hired, until, last] = GetParam();
  EXPECT_EQ(Last(GrantsUntil(until, Hired(hired))), last) << why;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    LongService,
    testing::Values(
        Service{"10", "2023-11-26", "2026-11-25", "yearly:2 2025-11-26..2026-11-25 15d"},
        Service{"10: n=3", "2023-11-26", "2026-11-26", "yearly:3 2026-11-26..2027-11-25 16d"},
        Service{"11: n=4", "2022-11-26", "2026-11-26", "yearly:4 2026-11-26..2027-11-25 16d"},
        Service{"12: n=5", "2021-03-02", "2026-11-26", "yearly:5 2026-03-02..2027-03-01 17d"},
        Service{"13: n=20", "2006-11-26", "2026-11-26", "yearly:20 2026-11-26..2027-11-25 24d"},
        Service{"14: n=21", "2005-11-01", "2026-11-26", "yearly:21 2026-11-01..2027-10-31 25d"},
        Service{"14: n=26", "2000-01-03", "2026-11-26", "yearly:26 2026-01-03..2027-01-02 25d"},
        Service{"n=6", "2020-11-26", "2026-11-26", "yearly:6 2026-11-26..2027-11-25 17d"},
        Service{"n=19", "2007-11-26", "2026-11-26", "yearly:19 2026-11-26..2027-11-25 24d"},
        Service{"n=18", "2008-11-26", "2026-11-26", "yearly:18 2026-11-26..2027-11-25 23d"},
        Service{"n=40", "1986-11-26", "2026-11-26", "yearly:40 2026-11-26..2027-11-25 25d"},
        Service{"1 March after a leap day", "2025-03-01", "2028-03-01",
                "yearly:3 2028-03-01..2029-02-28 16d"},
        Service{"hired on the last day of a year", "2025-12-31", "2026-12-31",
                "yearly:1 2026-12-31..2027-12-30 15d"}));

TEST(Lapse, Example10_OneGrantEndsWhereTheNextBegins) {
  const auto grants = GrantsUntil("2026-11-26", Hired("2023-11-26"));
  EXPECT_EQ(ValidOn("2026-11-25", grants), Whole(15));
  EXPECT_EQ(ValidOn("2026-11-26", grants), Whole(16));
}

TEST(LawVersions, DaysOfTheFirstYearBefore31March2020AreValidForAYearEach) {
  const auto grants = GrantsUntil("2020-05-01", Hired("2019-12-30"));
  EXPECT_THAT(
      Shown(grants),
      ElementsAre("monthly:1 2020-01-30..2021-01-29 1d", "monthly:2 2020-03-01..2021-02-28 1d",
                  "monthly:3 2020-03-30..2021-03-29 1d", "monthly:4 2020-04-30..2020-12-29 1d"));
  EXPECT_EQ(Last(GrantsUntil("2020-03-31", Hired("2020-02-29"))),
            "monthly:1 2020-03-29..2021-03-28 1d");
  EXPECT_EQ(Last(GrantsUntil("2020-03-31", Hired("2019-12-31"))),
            "monthly:3 2020-03-31..2020-12-30 1d");
}

TEST(LawVersions, UpTo29May2017TheFifteenDaysIncludeThoseOfTheFirstYear) {
  const auto before = GrantsUntil("2018-06-30", Hired("2017-05-29"));
  EXPECT_EQ(Last(before), "yearly:1 2018-05-29..2019-05-28 4d");
  EXPECT_EQ(before.back().calculation.base_days, 15);
  EXPECT_EQ(before.back().calculation.deducted_days, 11);
  EXPECT_EQ(Sum(before), Whole(15));
  const auto after = GrantsUntil("2018-06-30", Hired("2017-05-30"));
  EXPECT_EQ(Last(after), "yearly:1 2018-05-30..2019-05-29 15d");
  EXPECT_EQ(Sum(after), Whole(26));
  EXPECT_EQ(Last(GrantsUntil("2019-06-30", Hired("2017-05-29"))),
            "yearly:2 2019-05-29..2020-05-28 15d");
}

TEST(LawVersions, OnlyDaysThatWereGrantedAreIncluded) {
  AttendanceFacts facts;
  facts.full_months = {{1, false}, {5, false}};
  const auto grants = GrantsUntil("2018-06-30", Hired("2017-05-29"), {}, facts);
  EXPECT_EQ(grants.size(), 10U);
  EXPECT_EQ(Last(grants), "yearly:1 2018-05-29..2019-05-28 6d");
}

TEST(LawVersions, EveryGrantNamesTheOneItWasMadeUnder) {
  const std::vector<std::pair<std::string, std::string>> versions{
      {"2018-05-28", ""},           {"2018-05-29", "2018-05-29"}, {"2020-03-30", "2018-05-29"},
      {"2020-03-31", "2020-03-31"}, {"2024-10-21", "2020-03-31"}, {"2024-10-22", "2024-10-22"},
      {"2026-08-19", "2024-10-22"}, {"2026-08-20", "2026-08-20"}, {"2027-06-09", "2026-08-20"},
      {"2027-06-10", "2027-06-10"}, {"2040-01-01", "2027-06-10"}};
  for (const auto& [date, version] : versions) {
    const auto law = LawVersionOn(On(date));
    EXPECT_EQ(law ? FormatDate(*law) : "", version) << date;
  }
  EXPECT_EQ(GrantsUntil("2026-12-26", Hired("2026-11-26"))[0].law, On("2026-08-20"));
}

TEST(Articles, AreThoseOfTheRule) {
  const auto grants = GrantsUntil("2027-03-01", Hired("2024-02-29"));
  EXPECT_EQ(grants[0].article, "근로기준법 60조 2항");
  EXPECT_EQ(grants[11].article, "근로기준법 60조 1항");
  EXPECT_EQ(grants[13].article, "근로기준법 60조 1항·4항");
  EXPECT_EQ(grants[0].calculation.rule, GrantRule::kMonth);
  EXPECT_EQ(grants[0].calculation.number, 1);
  EXPECT_EQ(grants[0].calculation.base_days, 1);
  EXPECT_EQ(grants[13].calculation.rule, GrantRule::kYear);
  EXPECT_EQ(grants[13].calculation.number, 3);
  EXPECT_EQ(grants[13].calculation.base_days, 15);
  EXPECT_EQ(grants[13].calculation.bonus_days, 1);
}

TEST(StatutoryPolicy, MistakesAreNamed) {
  StatutoryPolicy policy;
  EXPECT_THAT(PolicyMistakes(policy), IsEmpty());
  policy.workday = Minutes(1440);
  policy.full_time_week = Minutes(10080);
  EXPECT_THAT(PolicyMistakes(policy), IsEmpty());
  policy.fiscal_start = std::chrono::February / 29;
  policy.workday = Minutes(0);
  policy.full_time_week = Minutes(10081);
  EXPECT_THAT(PolicyMistakes(policy),
              ElementsAre(testing::Field(&FieldError::pointer, "/fiscalStart"),
                          testing::Field(&FieldError::pointer, "/workday"),
                          testing::Field(&FieldError::pointer, "/fullTimeWeek")));
  policy.workday = Minutes(1441);
  policy.full_time_week = Minutes(0);
  EXPECT_EQ(PolicyMistakes(policy).size(), 3U);
}

TEST(Workday, OfFullTimersIsWhatADayOfLeaveTakes) {
  StatutoryPolicy policy;
  policy.workday = Minutes(420);
  policy.full_time_week = Minutes(2100);
  EXPECT_EQ(Sum(GrantsUntil("2026-12-26", Hired("2026-11-26"), policy)), Minutes(420));
}

struct Months {
  const char* from;
  int months;
  const char* civil;
  const char* clamped;
};

class MonthPeriods : public testing::TestWithParam<Months> {};

TEST_P(MonthPeriods, EndAsTheRuleSays) {
  const auto& [from, months, civil, clamped] = GetParam();
  EXPECT_EQ(FormatDate(AfterMonths(On(from), months, MonthRule::kCivilCode)), civil);
  EXPECT_EQ(FormatDate(AfterMonths(On(from), months, MonthRule::kClampToMonthEnd)), clamped);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         MonthPeriods,
                         testing::Values(Months{"2024-02-29", 12, "2025-03-01", "2025-02-28"},
                                         Months{"2024-02-29", 48, "2028-02-29", "2028-02-29"},
                                         Months{"2026-01-30", 1, "2026-03-01", "2026-02-28"},
                                         Months{"2026-03-31", 1, "2026-05-01", "2026-04-30"},
                                         Months{"2026-10-31", 4, "2027-03-01", "2027-02-28"},
                                         Months{"2026-12-31", 0, "2026-12-31", "2026-12-31"},
                                         Months{"2026-01-15", -3, "2025-10-15", "2025-10-15"},
                                         Months{"2026-08-31", -6, "2026-03-01", "2026-02-28"}));

}  // namespace
}  // namespace erp::employee
