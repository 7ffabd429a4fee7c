// Statutory leave by attendance, part-time work and size of the company. Examples with a number are
// those of the worked examples that the rules were checked with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/leave/absence_effect.h"
#include "employee_statutory_leave.h"

namespace erp::employee {
namespace {

using testing::IsEmpty;

// The facts of one year of service; months 1 to `full` of it were full ones.
AttendanceFacts Year(int number, YearAttendance year, int full = 12) {
  AttendanceFacts facts;
  facts.years[number] = year;
  for (int month = full + 1; month <= 12; ++month) {
    facts.full_months[(number - 1) * 12 + month] = false;
  }
  return facts;
}

std::string LastUntil(const std::string& until,
                      const std::string& hired,
                      const AttendanceFacts& facts,
                      const StatutoryPolicy& policy = {}) {
  return Last(GrantsUntil(until, Hired(hired), policy, facts));
}

TEST(LowYear, Example15_GivesADayForEachFullMonth) {
  const auto facts = Year(3, {.scheduled = 250, .worked = 175}, 7);
  const auto grants = GrantsUntil("2026-03-02", Hired("2023-03-02"), {}, facts);
  EXPECT_EQ(Last(grants), "yearly:3 2026-03-02..2027-03-01 7d");
  EXPECT_EQ(grants.back().article, "근로기준법 60조 2항");
  EXPECT_EQ(grants.back().calculation.rule, GrantRule::kLowYear);
  EXPECT_EQ(grants.back().calculation.base_days, 7);
  EXPECT_EQ(grants.back().calculation.bonus_days, 0);
}

TEST(LowYear, Example16_BeginsBelow80PercentExactly) {
  EXPECT_EQ(LastUntil("2026-03-02", "2024-03-02", Year(2, {.scheduled = 250, .worked = 200}, 0)),
            "yearly:2 2026-03-02..2027-03-01 15d");
  EXPECT_EQ(LastUntil("2026-03-02", "2024-03-02", Year(2, {.scheduled = 250, .worked = 199}, 3)),
            "yearly:2 2026-03-02..2027-03-01 3d");
}

TEST(LowYear, FirstOneHasOnlyItsMonths) {
  AttendanceFacts facts = Year(1, {.scheduled = 250, .worked = 100}, 4);
  facts.full_months[12] = true;
  const auto grants = GrantsUntil("2026-03-02", Hired("2025-03-02"), {}, facts);
  EXPECT_EQ(grants.size(), 4U);
  EXPECT_EQ(Sum(grants), Minutes::OfDays(4));
}

TEST(LowYear, WithoutAFullMonthGivesNothing) {
  const auto grants = GrantsUntil("2026-03-02", Hired("2024-03-02"), {},
                                  Year(2, {.scheduled = 250, .worked = 10}, 0));
  EXPECT_EQ(Last(grants), "yearly:1 2025-03-02..2026-03-01 15d");
}

TEST(LowYear, CountsForLongServiceUnlessThePolicySaysOtherwise) {
  const auto facts = Year(2, {.scheduled = 250, .worked = 100}, 5);
  EXPECT_EQ(LastUntil("2026-03-02", "2023-03-02", facts), "yearly:3 2026-03-02..2027-03-01 16d");
  StatutoryPolicy policy;
  policy.low_years_count = false;
  EXPECT_EQ(LastUntil("2026-03-02", "2023-03-02", facts, policy),
            "yearly:3 2026-03-02..2027-03-01 15d");
  EXPECT_EQ(LastUntil("2027-03-02", "2023-03-02", facts, policy),
            "yearly:4 2027-03-02..2028-03-01 16d");
}

TEST(Deemed, Examples17And18_ChildcareAndWorkAccidentsAreAttendance) {
  const auto childcare = EffectOf(AbsenceKind::kChildcare, On("2025-05-02"));
  EXPECT_EQ(childcare, AttendanceEffect::kWorked);
  EXPECT_EQ(LastUntil("2026-05-02", "2022-05-02", Year(4, {.scheduled = 246, .worked = 246})),
            "yearly:4 2026-05-02..2027-05-01 16d");
  EXPECT_EQ(EffectOf(AbsenceKind::kWorkAccident, On("2025-04-01")), AttendanceEffect::kWorked);
  EXPECT_EQ(LastUntil("2026-04-01", "2024-04-01", Year(2, {.scheduled = 247, .worked = 247})),
            "yearly:2 2026-04-01..2027-03-31 15d");
}

TEST(Excluded, Example19_CutTheLeaveWhenLittleWasWorked) {
  const auto facts = Year(2, {.scheduled = 248, .worked = 124, .excluded = 124});
  const auto grants = GrantsUntil("2026-04-01", Hired("2024-04-01"), {}, facts);
  EXPECT_EQ(Last(grants), "yearly:2 2026-04-01..2027-03-31 3600m");  // 7.5 days
  EXPECT_EQ(grants.back().calculation.attendance_share, (Ratio{124, 248}));
}

struct Judged {
  const char* why;
  YearAttendance year;
  AttendanceVerdict by_ruling;
  AttendanceVerdict by_letter;
};

class Attendance : public testing::TestWithParam<Judged> {};

TEST_P(Attendance, IsJudgedByExactFractions) {
  const auto& [why, year, by_ruling, by_letter] = GetParam();
  EXPECT_EQ(JudgeAttendance(year, ExcludedDays::kCutBelowRate), by_ruling) << why;
  EXPECT_EQ(JudgeAttendance(year, ExcludedDays::kCutAlways), by_letter) << why;
}

constexpr Ratio kAll{};
INSTANTIATE_TEST_SUITE_P(
    Table,
    Attendance,
    testing::Values(
        Judged{"nothing known", {}, {true, kAll}, {true, kAll}},
        Judged{"all", {250, 250, 0}, {true, kAll}, {true, kAll}},
        Judged{"80 %", {250, 200, 0}, {true, kAll}, {true, kAll}},
        Judged{"below", {250, 199, 0}, {false, {250, 250}}, {false, kAll}},
        Judged{"80 % of 7 days", {7, 6, 0}, {true, kAll}, {true, kAll}},
        Judged{"below of 7 days", {7, 5, 0}, {false, {7, 7}}, {false, kAll}},
        Judged{"one excluded", {250, 249, 1}, {true, kAll}, {true, {249, 250}}},
        Judged{"few excluded", {250, 200, 50}, {true, kAll}, {true, {200, 250}}},
        Judged{"one too many", {250, 199, 50}, {true, {200, 250}}, {true, {200, 250}}},
        Judged{"too little of the rest", {250, 79, 150}, {false, {100, 250}}, {false, {100, 250}}},
        Judged{"just enough of it", {250, 80, 150}, {true, {100, 250}}, {true, {100, 250}}},
        Judged{"all excluded", {250, 0, 250}, {true, {0, 250}}, {true, {0, 250}}}));

TEST(Excluded, WholeYearGivesNothingAndTheNextOneAsEver) {
  const auto facts = Year(2, {.scheduled = 248, .worked = 0, .excluded = 248});
  const auto grants = GrantsUntil("2027-04-01", Hired("2024-04-01"), {}, facts);
  EXPECT_EQ(Shown(grants[11]), "yearly:1 2025-04-01..2026-03-31 15d");
  EXPECT_EQ(Shown(grants[12]), "yearly:3 2027-04-01..2028-03-31 16d");
}

TEST(Excluded, CutIsAlsoOfTheAdditionalDaysAndRoundedByPolicy) {
  const auto facts = Year(3, {.scheduled = 250, .worked = 150, .excluded = 100});
  // 16 days * 150/250 = 9.6
  EXPECT_EQ(LastUntil("2027-04-01", "2024-04-01", facts), "yearly:3 2027-04-01..2028-03-31 4608m");
  StatutoryPolicy policy;
  policy.fraction = FractionRule::kUpToHalfDay;
  EXPECT_EQ(LastUntil("2027-04-01", "2024-04-01", facts, policy),
            "yearly:3 2027-04-01..2028-03-31 10d");
}

Employment PartTimer(int minutes) {
  Employment employment = Hired("2025-03-02");
  employment.weekly_minutes = Minutes(minutes);
  return employment;
}

struct PartTime {
  const char* why;
  int weekly;   // minutes
  int yearly;   // minutes of the grant for the first year
  int monthly;  // of each of its months
};

class PartTimeLeave : public testing::TestWithParam<PartTime> {};

TEST_P(PartTimeLeave, IsInHoursInProportionToTheWeek) {
  const auto& [why, weekly, yearly, monthly] = GetParam();
  const auto grants = GrantsUntil("2026-03-02", PartTimer(weekly));
  if (yearly == 0) {
    EXPECT_THAT(grants, IsEmpty()) << why;
    return;
  }
  ASSERT_EQ(grants.size(), 12U) << why;
  EXPECT_EQ(grants.back().minutes, Minutes(yearly)) << why;
  EXPECT_EQ(grants.front().minutes, Minutes(monthly)) << why;
}

INSTANTIATE_TEST_SUITE_P(Example20,
                         PartTimeLeave,
                         testing::Values(PartTime{"20 h: 60 h, 4 h", 1200, 3600, 240},
                                         PartTime{"16.5 h: 49.5 and 3.3 h up", 990, 3000, 240},
                                         PartTime{"14 h", 840, 0, 0},
                                         PartTime{"15 h exactly: 45 h, 3 h", 900, 2700, 180},
                                         PartTime{"a minute less", 899, 0, 0},
                                         PartTime{"15 h 1 min: 45.05 h up", 901, 2760, 240},
                                         PartTime{"32 h: 96 h, 6.4 h up", 1920, 5760, 420},
                                         PartTime{"39 h 59 min: 119.95 h up", 2399, 7200, 480},
                                         PartTime{"40 h", 2400, 7200, 480},
                                         PartTime{"more than full time", 3000, 7200, 480}));

TEST(PartTimeLeave, IsComparedWithTheFullTimeWeekOfTheCompany) {
  StatutoryPolicy policy;
  policy.full_time_week = Minutes(2100);  // 35 h
  const auto grants = GrantsUntil("2026-03-02", PartTimer(1050), policy);
  EXPECT_EQ(grants.back().minutes, Minutes(3600));  // half of 15 days of 8 hours
  EXPECT_EQ(grants.back().calculation.part_time, (Ratio{1050, 2100}));
}

TEST(PartTimeLeave, OfACutYearIsRoundedToHoursOnce) {
  const auto facts = Year(1, {.scheduled = 250, .worked = 150, .excluded = 100});
  // 15 days * 150/250 = 9; * 16.5/40 * 8 = 29.7 hours
  EXPECT_EQ(GrantsUntil("2026-03-02", PartTimer(990), {}, facts).back().minutes, Minutes(1800));
}

TEST(SmallEmployer, Example21_OwesNoAnnualLeave) {
  StatutoryPolicy policy;
  policy.five_or_more_workers = false;
  EXPECT_THAT(GrantsUntil("2026-11-26", Hired("2010-01-01"), policy), IsEmpty());
}

struct Effect {
  AbsenceKind kind;
  const char* decisive;
  AttendanceEffect effect;
};

class AbsenceEffects : public testing::TestWithParam<Effect> {};

TEST_P(AbsenceEffects, AreThoseOfTheLawOfTheirDay) {
  const auto& [kind, decisive, effect] = GetParam();
  EXPECT_EQ(EffectOf(kind, On(decisive)), effect);
}

constexpr auto kWorked = AttendanceEffect::kWorked;
constexpr auto kExcluded = AttendanceEffect::kExcluded;
INSTANTIATE_TEST_SUITE_P(
    Table,
    AbsenceEffects,
    testing::Values(Effect{AbsenceKind::kWorkAccident, "2010-01-01", kWorked},
                    Effect{AbsenceKind::kMaternity, "2026-01-01", kWorked},
                    Effect{AbsenceKind::kChildcare, "2018-05-28", kExcluded},
                    Effect{AbsenceKind::kChildcare, "2018-05-29", kWorked},
                    Effect{AbsenceKind::kShortChildcare, "2026-08-19", kExcluded},
                    Effect{AbsenceKind::kShortChildcare, "2026-08-20", kWorked},
                    Effect{AbsenceKind::kReducedHours, "2024-10-21", kExcluded},
                    Effect{AbsenceKind::kReducedHours, "2024-10-22", kWorked},
                    Effect{AbsenceKind::kReserveForces, "2026-01-01", kWorked},
                    Effect{AbsenceKind::kLawfulStrike, "2026-01-01", kExcluded},
                    Effect{AbsenceKind::kAgreedLeave, "2026-01-01", kExcluded},
                    Effect{AbsenceKind::kUnionFullTime, "2026-01-01", kExcluded},
                    Effect{AbsenceKind::kSuspension, "2026-01-01", kExcluded},
                    Effect{AbsenceKind::kAbsence, "2026-01-01", AttendanceEffect::kNotWorked}));

TEST(AbsenceEffects, WhatTheLawLeavesOpenIsThePolicys) {
  using Member = AttendanceEffect AbsencePolicy::*;
  const std::vector<std::pair<AbsenceKind, Member>> open{
      {AbsenceKind::kUnfairDismissal, &AbsencePolicy::unfair_dismissal},
      {AbsenceKind::kAnnualLeave, &AbsencePolicy::annual_leave},
      {AbsenceKind::kSpouseBirth, &AbsencePolicy::spouse_birth},
      {AbsenceKind::kFamilyEvent, &AbsencePolicy::family_event},
      {AbsenceKind::kMenstrual, &AbsencePolicy::menstrual},
      {AbsenceKind::kCivilDefence, &AbsencePolicy::civil_defence},
      {AbsenceKind::kSuspension, &AbsencePolicy::suspension}};
  for (const auto& [kind, member] : open) {
    if (kind != AbsenceKind::kSuspension) {
      EXPECT_EQ(EffectOf(kind, On("2026-01-01")), kWorked);
    }
    AbsencePolicy policy;
    policy.*member = AttendanceEffect::kNotWorked;
    EXPECT_EQ(EffectOf(kind, On("2026-01-01"), policy), AttendanceEffect::kNotWorked);
  }
  EXPECT_EQ(EffectOf(AbsenceKind::kChildcare, On("2018-05-28"),
                     {.before_deemed = AttendanceEffect::kNotWorked}),
            AttendanceEffect::kNotWorked);
}

}  // namespace
}  // namespace erp::employee
