// Statutory leave by fiscal year (회계연도), what is settled on leaving, and the call to take
// leave. Examples with a number are those of the worked examples that the rules were checked with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/leave/leaving_settlement.h"
#include "employee_statutory_leave.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The grants of fiscal years alone.
std::vector<std::string> Yearly(const std::vector<StatutoryGrant>& grants) {
  std::vector<std::string> texts;
  for (const auto& grant : grants) {
    if (grant.calculation.rule != GrantRule::kMonth) texts.push_back(Shown(grant));
  }
  return texts;
}

StatutoryPolicy With(FractionRule fraction, FiscalBonus bonus = FiscalBonus::kYearsSinceHire) {
  StatutoryPolicy policy = FiscalPolicy();
  policy.fraction = fraction;
  policy.fiscal_bonus = bonus;
  return policy;
}

TEST(FiscalYear, Example22_HasTheMonthsOfTheFirstYear) {
  EXPECT_EQ(Sum(GrantsUntil("2025-12-31", Hired("2025-07-01"), FiscalPolicy())),
            Minutes::OfDays(5));
}

TEST(FiscalYear, Example23_FirstOneGivesItsShareOfFifteenDays) {
  const auto grants = GrantsUntil("2026-06-30", Hired("2025-07-01"), FiscalPolicy());
  ASSERT_EQ(grants.size(), 12U);
  EXPECT_EQ(Shown(grants[5]), "monthly:6 2026-01-01..2026-06-30 1d");
  EXPECT_EQ(Shown(grants[6]),
            "fiscal:2026 2026-01-01..2026-12-31 3630m");  // 15*184/365 = 7.56 days
  EXPECT_EQ(Shown(grants[11]), "monthly:11 2026-06-01..2026-06-30 1d");
  EXPECT_EQ(grants[6].calculation.rule, GrantRule::kFirstFiscal);
  EXPECT_EQ(grants[6].calculation.fiscal_share, (Ratio{184, 365}));
  EXPECT_EQ(grants[6].article, "근로기준법 60조 1항");
}

TEST(FiscalYear, Example23_FractionIsRoundedUpByPolicy) {
  const auto first = [](FractionRule rule) {
    return Yearly(GrantsUntil("2026-01-01", Hired("2025-07-01"), With(rule))).front();
  };
  EXPECT_EQ(first(FractionRule::kUpToDay), "fiscal:2026 2026-01-01..2026-12-31 8d");
  EXPECT_EQ(first(FractionRule::kUpToHalfDay), "fiscal:2026 2026-01-01..2026-12-31 8d");
  EXPECT_EQ(first(FractionRule::kUpToTenthOfDay),
            "fiscal:2026 2026-01-01..2026-12-31 3648m");  // 7.6
}

TEST(FiscalYear, HalfDaysAreRoundedUpToTheNextHalf) {
  // 15 * 10/365 = 0.41 days
  const auto grants =
      GrantsUntil("2026-01-01", Hired("2025-12-22"), With(FractionRule::kUpToHalfDay));
  EXPECT_EQ(Last(grants), "fiscal:2026 2026-01-01..2026-12-31 240m");
}

TEST(FiscalYear, Example24_LongServiceByEitherCustom) {
  EXPECT_THAT(
      Yearly(GrantsUntil("2028-01-01", Hired("2025-07-01"), With(FractionRule::kUpToDay))),
      ElementsAre("fiscal:2026 2026-01-01..2026-12-31 8d", "fiscal:2027 2027-01-01..2027-12-31 15d",
                  "fiscal:2028 2028-01-01..2028-12-31 16d"));
  const auto later = With(FractionRule::kUpToDay, FiscalBonus::kWholeFiscalYears);
  EXPECT_THAT(
      Yearly(GrantsUntil("2029-01-01", Hired("2025-07-01"), later)),
      ElementsAre("fiscal:2026 2026-01-01..2026-12-31 8d", "fiscal:2027 2027-01-01..2027-12-31 15d",
                  "fiscal:2028 2028-01-01..2028-12-31 15d",
                  "fiscal:2029 2029-01-01..2029-12-31 16d"));
}

TEST(FiscalYear, OfWhoIsHiredOnItsFirstDayIsTheYearOfService) {
  for (const auto bonus : {FiscalBonus::kYearsSinceHire, FiscalBonus::kWholeFiscalYears}) {
    EXPECT_THAT(Yearly(GrantsUntil("2028-01-01", Hired("2025-01-01"),
                                   With(FractionRule::kExactMinutes, bonus))),
                ElementsAre("fiscal:2026 2026-01-01..2026-12-31 15d",
                            "fiscal:2027 2027-01-01..2027-12-31 15d",
                            "fiscal:2028 2028-01-01..2028-12-31 16d"));
  }
}

TEST(FiscalYear, WithALeapDayGivesNoMoreThanFifteenDays) {
  EXPECT_EQ(Yearly(GrantsUntil("2025-01-01", Hired("2024-01-01"), FiscalPolicy())).front(),
            "fiscal:2025 2025-01-01..2025-12-31 15d");
}

TEST(FiscalYear, MayBeginOnAnyDay) {
  StatutoryPolicy policy = FiscalPolicy();
  policy.fiscal_start = std::chrono::April / 1;
  EXPECT_THAT(Yearly(GrantsUntil("2027-04-01", Hired("2026-03-31"), policy)),
              ElementsAre("fiscal:2026 2026-04-01..2027-03-31 20m",
                          "fiscal:2027 2027-04-01..2028-03-31 15d"));
  EXPECT_THAT(Yearly(GrantsUntil("2027-03-31", Hired("2026-04-01"), policy)), IsEmpty());
}

TEST(FiscalYear, ShareMayBeOfMonthsThatHaveBegun) {
  StatutoryPolicy policy = FiscalPolicy();
  policy.fiscal_share = FiscalShare::kMonths;
  EXPECT_EQ(Yearly(GrantsUntil("2026-01-01", Hired("2025-07-01"), policy)).front(),
            "fiscal:2026 2026-01-01..2026-12-31 3600m");  // 6/12 of 15 days
  EXPECT_EQ(Yearly(GrantsUntil("2026-01-01", Hired("2025-06-30"), policy)).front(),
            "fiscal:2026 2026-01-01..2026-12-31 4200m");  // 7/12
  EXPECT_EQ(Yearly(GrantsUntil("2026-01-01", Hired("2025-01-01"), policy)).front(),
            "fiscal:2026 2026-01-01..2026-12-31 15d");
}

TEST(FiscalYear, GivesNothingToWhoHasLeftBeforeIt) {
  EXPECT_EQ(Sum(GrantsUntil("2027-01-01", Hired("2025-07-01", "2025-12-31"), FiscalPolicy())),
            Minutes::OfDays(5));
  EXPECT_THAT(Yearly(GrantsUntil("2027-01-01", Hired("2025-07-01", "2026-01-01"), FiscalPolicy())),
              ElementsAre("fiscal:2026 2026-01-01..2026-12-31 3630m"));
}

TEST(FiscalYear, Below80PercentGivesItsFullMonthsAfterTheFirstYear) {
  AttendanceFacts facts;
  facts.fiscal_years[1] = {.scheduled = 125, .worked = 50};
  EXPECT_THAT(Yearly(GrantsUntil("2026-01-01", Hired("2025-07-01"), FiscalPolicy(), facts)),
              IsEmpty());
  facts.fiscal_years[2] = {.scheduled = 248, .worked = 100};
  facts.full_months[15] = false;
  // Months 12 to 18 end in 2026; the 15th was not full.
  const auto grants = GrantsUntil("2027-01-01", Hired("2025-07-01"), FiscalPolicy(), facts);
  EXPECT_THAT(Yearly(grants), ElementsAre("fiscal:2027 2027-01-01..2027-12-31 6d"));
  EXPECT_EQ(grants.back().calculation.rule, GrantRule::kLowYear);
  facts.fiscal_years.erase(2);
  facts.fiscal_years[3] = {.scheduled = 248, .worked = 100};
  EXPECT_EQ(Yearly(GrantsUntil("2028-01-01", Hired("2025-07-01"), FiscalPolicy(), facts)).back(),
            "fiscal:2028 2028-01-01..2028-12-31 12d");
}

TEST(FiscalYear, Below80PercentFromItsFirstDayGivesTheMonthsOnce) {
  AttendanceFacts facts;
  facts.fiscal_years[1] = {.scheduled = 250, .worked = 50};
  EXPECT_EQ(Sum(GrantsUntil("2026-01-01", Hired("2025-01-01"), FiscalPolicy(), facts)),
            Minutes::OfDays(11));
}

TEST(FiscalYear, Example32_LeaveOverItsEndTakesOneDayOfEachBucket) {
  const auto count = CountLeave(Days("2025-12-31", "2026-01-02"), KoreanWeek());
  ASSERT_TRUE(count.ok());
  const auto grants = GrantsUntil("2026-01-02", Hired("2024-03-04"), FiscalPolicy());
  EXPECT_THAT(Taken(*count), ElementsAre("2025-12-31", "2026-01-02"));
  std::vector<std::string> buckets;
  for (const auto& date : Taken(*count)) {
    for (const auto& grant : grants) {
      if (grant.valid_from <= On(date) && On(date) <= grant.valid_to) buckets.push_back(grant.key);
    }
  }
  EXPECT_THAT(buckets, ElementsAre("statutory:fiscal:2025", "statutory:fiscal:2026"));
}

LeavingSettlement Settled(const std::string& hired,
                          const std::string& last_day,
                          const StatutoryPolicy& policy,
                          RecalculationClause clause = RecalculationClause::kNone) {
  return SettleOnLeaving(Hired(hired), policy, {}, On(last_day), clause);
}

TEST(LeavingSettlement, Example25_WhatTheFiscalYearGaveMoreIsKept) {
  const auto kept = Settled("2025-07-01", "2027-05-31", FiscalPolicy());
  EXPECT_EQ(kept.by_hire_date, Minutes::OfDays(26));
  EXPECT_EQ(kept.by_fiscal_year, Minutes(26 * 480 + 3630));  // 33.56 days
  EXPECT_EQ(kept.outcome, SettlementOutcome::kKeepGranted);
  EXPECT_EQ(kept.difference, Minutes(3630));
}

TEST(LeavingSettlement, Example25_WithAClauseAPersonDecides) {
  const auto open =
      Settled("2025-07-01", "2027-05-31", FiscalPolicy(), RecalculationClause::kPresent);
  EXPECT_EQ(open.outcome, SettlementOutcome::kPersonDecides);
  EXPECT_EQ(open.difference, Minutes(3630));
}

TEST(LeavingSettlement, Example26_WhatTheHireDateGivesMoreIsPaid) {
  for (const auto clause : {RecalculationClause::kNone, RecalculationClause::kPresent}) {
    const auto paid = Settled("2025-07-01", "2027-08-31", FiscalPolicy(), clause);
    EXPECT_EQ(paid.by_hire_date, Minutes::OfDays(41));
    EXPECT_EQ(paid.outcome, SettlementOutcome::kPayDifference);
    EXPECT_EQ(paid.difference, Minutes(3570));  // 7.44 days
  }
}

TEST(LeavingSettlement, Example27_OfTheMinistry) {
  const auto policy = With(FractionRule::kUpToDay, FiscalBonus::kWholeFiscalYears);
  const auto none = Settled("2004-08-01", "2009-07-30", policy);
  EXPECT_EQ(none.by_fiscal_year, Minutes::OfDays(69));
  EXPECT_EQ(none.by_hire_date, Minutes::OfDays(62));
  EXPECT_EQ(none.outcome, SettlementOutcome::kKeepGranted);
  const auto ten = Settled("2004-08-01", "2009-09-30", policy);
  EXPECT_EQ(ten.by_hire_date, Minutes::OfDays(79));
  EXPECT_EQ(ten.outcome, SettlementOutcome::kPayDifference);
  EXPECT_EQ(ten.difference, Minutes::OfDays(10));
}

TEST(LeavingSettlement, Example27_OldLawHasTheFirstYearsDaysInTheShares) {
  const auto policy = With(FractionRule::kUpToDay, FiscalBonus::kWholeFiscalYears);
  const auto grants = GrantsUntil("2009-01-01", Hired("2004-08-01"), policy);
  EXPECT_THAT(Yearly(grants),
              ElementsAre("fiscal:2005 2005-01-01..2005-12-31 2d",  // 7, of them 5 by months
                          "fiscal:2006 2006-01-01..2006-12-31 9d",  // 15, of them 6
                          "fiscal:2007 2007-01-01..2007-12-31 15d",
                          "fiscal:2008 2008-01-01..2008-12-31 16d",
                          "fiscal:2009 2009-01-01..2009-12-31 16d"));
  EXPECT_EQ(Sum(grants), Minutes::OfDays(69));
}

TEST(LeavingSettlement, OldLawDeductsNoMoreThanAShareHas) {
  // Share of the first fiscal year: 15*32/365 = 1.3 days; one month is over by then.
  const auto grants = GrantsUntil("2018-01-01", Hired("2016-11-30"), FiscalPolicy());
  EXPECT_THAT(Yearly(grants), ElementsAre("fiscal:2017 2017-01-01..2017-12-31 152m",
                                          "fiscal:2018 2018-01-01..2018-12-31 5d"));
}

TEST(LeavingSettlement, OnTheHireDateBasisThereIsNothingToSettle) {
  const auto even = Settled("2025-07-01", "2027-08-31", {}, RecalculationClause::kPresent);
  EXPECT_EQ(even.by_hire_date, Minutes::OfDays(41));
  EXPECT_EQ(even.by_fiscal_year, Minutes::OfDays(41));
  EXPECT_EQ(even.outcome, SettlementOutcome::kEven);
  EXPECT_EQ(even.difference, Minutes(0));
}

}  // namespace
}  // namespace erp::employee
