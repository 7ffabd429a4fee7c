// How much leave a request takes, which it cannot take, and when two of one person overlap.
// Examples with a number are those of the worked examples that the rules were checked with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee_leave_law.h"

namespace erp::employee {
namespace {

using testing::ElementsAreArray;

LeaveCount Counted(const LeaveRequest& request, const WorkingCalendar& calendar = KoreanWeek()) {
  const auto count = CountLeave(request, calendar);
  EXPECT_TRUE(count.ok()) << (count.ok() ? "" : count.error().slug);
  return count.ok() ? *count : LeaveCount{};
}

std::string Refused(const LeaveRequest& request, const WorkingCalendar& calendar = KoreanWeek()) {
  const auto count = CountLeave(request, calendar);
  return count.ok() ? "" : count.error().slug;
}

struct Period {
  const char* why;
  const char* start;
  const char* end;
  std::vector<std::string> taken;
};

class LeaveDays : public testing::TestWithParam<Period> {};

TEST_P(LeaveDays, AreTheWorkingDaysOfThePeriod) {
  const auto& [why, start, end, taken] = GetParam();
  const auto count = Counted(Days(start, end));
  EXPECT_THAT(Taken(count), ElementsAreArray(taken)) << why;
  EXPECT_EQ(count.total, Minutes::OfDays(static_cast<std::int64_t>(taken.size()))) << why;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    LeaveDays,
    testing::Values(
        Period{"28: 설날 and its substitute",
               "2027-02-05",
               "2027-02-10",
               {"2027-02-05", "2027-02-10"}},
        Period{"29: 추석 on a Saturday", "2026-09-23", "2026-09-28", {"2026-09-23", "2026-09-28"}},
        Period{
            "30: 현충일 on a Saturday", "2026-06-05", "2026-06-08", {"2026-06-05", "2026-06-08"}},
        Period{"31: 노동절, 어린이날",
               "2026-04-30",
               "2026-05-06",
               {"2026-04-30", "2026-05-04", "2026-05-06"}},
        Period{"32: over the year's end", "2025-12-31", "2026-01-02", {"2025-12-31", "2026-01-02"}},
        Period{"33: holiday, Saturday", "2026-12-31", "2027-01-02", {"2026-12-31"}},
        Period{"34: 추석 meets 개천절", "2028-10-02", "2028-10-06", {"2028-10-06"}},
        Period{"38: 근로자의 날, substitute",
               "2025-04-30",
               "2025-05-07",
               {"2025-04-30", "2025-05-02", "2025-05-07"}},
        Period{"39: 임시공휴일",
               "2024-09-30",
               "2024-10-04",
               {"2024-09-30", "2024-10-02", "2024-10-04"}},
        Period{"Friday to Tuesday over 대체공휴일",
               "2026-05-22",
               "2026-05-26",
               {"2026-05-22", "2026-05-26"}},
        Period{"one day", "2026-11-27", "2026-11-27", {"2026-11-27"}},
        Period{"29 February", "2028-02-29", "2028-03-02", {"2028-02-29", "2028-03-02"}}));

TEST(LeaveDays, EveryDateIsListedWithItsReason) {
  const auto count = Counted(Days("2026-05-22", "2026-05-26"));
  ASSERT_EQ(count.dates.size(), 5U);
  EXPECT_EQ(count.calendar, CalendarVersion(3));
  EXPECT_EQ(count.dates[0].reason, DayReason::kWorkday);
  EXPECT_EQ(count.dates[0].part, (WorkdayPart{Minutes(0), Minutes(480)}));
  EXPECT_EQ(count.dates[1].reason, DayReason::kDayOff);
  EXPECT_EQ(count.dates[1].holiday, "");
  EXPECT_EQ(count.dates[2].holiday, "부처님 오신 날");
  EXPECT_EQ(count.dates[3].reason, DayReason::kHoliday);
  EXPECT_EQ(count.dates[3].holiday, "대체공휴일(부처님 오신 날)");
  EXPECT_EQ(count.dates[3].minutes(), Minutes(0));
  EXPECT_EQ(count.dates[3].workday, Minutes(480));
  EXPECT_EQ(count.dates[4].date, On("2026-05-26"));
}

TEST(LeaveDays, OnlyHolidaysAndDaysOffAreRefused) {
  EXPECT_EQ(Refused(Days("2026-05-25", "2026-05-25")), "leave-no-working-day");  // example 35
  EXPECT_EQ(Refused(Days("2026-11-28", "2026-11-29")), "leave-no-working-day");
  EXPECT_EQ(Refused(PartOf("2026-05-25", LeaveUnit::kHalfAm)), "leave-no-working-day");
  EXPECT_EQ(Refused(Hours("2026-11-28", 0, 60)), "leave-no-working-day");
  EXPECT_EQ(CountLeave(Days("2026-05-25", "2026-05-25"), KoreanWeek()).error().code,
            ErrorCode::kConflict);
}

TEST(LeaveDays, EndNotBeforeTheStartAndWithin366Dates) {
  EXPECT_EQ(Refused(Days("2026-11-27", "2026-11-26")), "leave-end-before-start");
  EXPECT_EQ(Counted(Days("2027-01-01", "2028-01-01")).dates.size(), 366U);
  EXPECT_EQ(Refused(Days("2027-01-01", "2028-01-02")), "leave-too-long");
  EXPECT_EQ(CountLeave(Days("2027-01-01", "2028-01-02"), KoreanWeek()).error().message,
            "One request takes at most 366 dates.");
}

TEST(LeaveParts, OfAWorkdayAreTheirMinutes) {
  EXPECT_EQ(Counted(PartOf("2026-11-27", LeaveUnit::kHalfAm)).dates[0].part,
            (WorkdayPart{Minutes(0), Minutes(240)}));
  EXPECT_EQ(Counted(PartOf("2026-11-27", LeaveUnit::kHalfPm)).dates[0].part,
            (WorkdayPart{Minutes(240), Minutes(480)}));
  EXPECT_EQ(Counted(Quarter("2026-11-27", 1)).dates[0].part,
            (WorkdayPart{Minutes(0), Minutes(120)}));
  EXPECT_EQ(Counted(Quarter("2026-11-27", 4)).dates[0].part,
            (WorkdayPart{Minutes(360), Minutes(480)}));
  const auto hours = Counted(Hours("2026-11-27", 60, 180));
  EXPECT_EQ(hours.dates[0].part, (WorkdayPart{Minutes(60), Minutes(180)}));
  EXPECT_EQ(hours.total, Minutes(120));
}

TEST(LeaveParts, FollowTheWorkdayOfPartTimers) {
  const WorkingCalendar calendar(WeeklyPattern::MondayToFriday(Minutes(300)), KoreanHolidays(),
                                 CalendarVersion(1));
  EXPECT_EQ(Counted(PartOf("2026-11-27", LeaveUnit::kHalfPm), calendar).dates[0].part,
            (WorkdayPart{Minutes(150), Minutes(300)}));
  EXPECT_EQ(Counted(Days("2026-11-27", "2026-11-30"), calendar).total, Minutes(600));
  EXPECT_EQ(Counted(Hours("2026-11-27", 240, 300), calendar).total, Minutes(60));
  EXPECT_EQ(Refused(Hours("2026-11-27", 240, 301), calendar), "leave-outside-workday");
  EXPECT_EQ(CountLeave(Hours("2026-11-27", 240, 301), calendar).error().message,
            "The workday of 2026-11-27 has 300 minutes.");
}

TEST(LeaveParts, AreOfOneDate) {
  for (const auto unit : {LeaveUnit::kHalfAm, LeaveUnit::kHalfPm}) {
    LeaveRequest request = PartOf("2026-11-26", unit);
    request.end = On("2026-11-27");
    EXPECT_EQ(Refused(request), "leave-part-of-several-days");
  }
  LeaveRequest quarter = Quarter("2026-11-26", 1);
  quarter.end = On("2026-11-27");
  EXPECT_EQ(Refused(quarter), "leave-part-of-several-days");
  LeaveRequest hours = Hours("2026-11-26", 0, 60);
  hours.end = On("2026-11-27");
  EXPECT_EQ(Refused(hours), "leave-part-of-several-days");
}

TEST(LeaveParts, MalformedOnesAreMistakesOfTheBody) {
  EXPECT_EQ(Refused(Quarter("2026-11-27", 0)), "invalid-body");
  EXPECT_EQ(Refused(Quarter("2026-11-27", 5)), "invalid-body");
  EXPECT_EQ(Refused(Hours("2026-11-27", 60, 60)), "invalid-body");
  EXPECT_EQ(Refused(Hours("2026-11-27", 60, 0)), "invalid-body");
  EXPECT_EQ(Refused(Hours("2026-11-27", -60, 60)), "invalid-body");
  EXPECT_EQ(Refused(Hours("2026-11-27", 0, 1441)), "invalid-body");
  EXPECT_EQ(Refused(Hours("2026-11-27", 0, 1440)), "leave-outside-workday");
  EXPECT_EQ(CountLeave(Hours("2026-11-27", 60, 60), KoreanWeek()).error().fields[0].pointer,
            "/hours");
  EXPECT_EQ(CountLeave(Quarter("2026-11-27", 5), KoreanWeek()).error().fields[0].pointer,
            "/quarter");
}

TEST(HalfHoliday, TakesOnlyTheOtherHalf) {
  const auto calendar = KoreanWeek({CompanyDay("2026-12-31", DayHalf::kPm)});
  const auto count = Counted(Days("2026-12-30", "2026-12-31"), calendar);
  EXPECT_EQ(count.total, Minutes(720));
  EXPECT_EQ(count.dates[1].reason, DayReason::kHalfHoliday);
  EXPECT_EQ(count.dates[1].part, (WorkdayPart{Minutes(0), Minutes(240)}));
  EXPECT_EQ(Counted(PartOf("2026-12-31", LeaveUnit::kHalfAm), calendar).total, Minutes(240));
  EXPECT_EQ(Counted(Hours("2026-12-31", 180, 300), calendar).total, Minutes(60));
}

TEST(HalfHoliday, RefusesThePartThatItCovers) {
  const auto calendar = KoreanWeek({CompanyDay("2026-12-31", DayHalf::kPm)});
  EXPECT_EQ(Refused(PartOf("2026-12-31", LeaveUnit::kHalfPm), calendar), "leave-part-is-holiday");
  EXPECT_EQ(Refused(Quarter("2026-12-31", 3), calendar), "leave-part-is-holiday");
  EXPECT_EQ(Refused(Hours("2026-12-31", 240, 300), calendar), "leave-part-is-holiday");
  EXPECT_EQ(CountLeave(PartOf("2026-12-31", LeaveUnit::kHalfPm), calendar).error().message,
            "This part of 2026-12-31 is a holiday: 휴무 2026-12-31.");
}

// The first date on which the requests of one person clash, or "".
std::string Clash(const LeaveRequest& one, const LeaveRequest& other) {
  const auto a = Counted(one);
  const auto b = Counted(other);
  const auto clash = FirstClash(a.dates, b.dates);
  EXPECT_EQ(clash, FirstClash(b.dates, a.dates));
  return clash ? FormatDate(*clash) : "";
}

TEST(Overlap, MorningAndAfternoonOfOneDayAreAllowed) {
  const auto morning = PartOf("2026-11-27", LeaveUnit::kHalfAm);
  const auto afternoon = PartOf("2026-11-27", LeaveUnit::kHalfPm);
  EXPECT_EQ(Clash(morning, afternoon), "");
  EXPECT_EQ(Clash(morning, morning), "2026-11-27");
  EXPECT_EQ(Clash(afternoon, Days("2026-11-27", "2026-11-27")), "2026-11-27");
  EXPECT_EQ(Clash(morning, Quarter("2026-11-27", 2)), "2026-11-27");
  EXPECT_EQ(Clash(morning, Quarter("2026-11-27", 3)), "");
  EXPECT_EQ(Clash(morning, Hours("2026-11-27", 239, 241)), "2026-11-27");
  EXPECT_EQ(Clash(morning, Hours("2026-11-27", 240, 241)), "");
}

TEST(Overlap, NamesTheFirstDateThatBothTake) {
  EXPECT_EQ(Clash(Days("2026-11-23", "2026-11-27"), Days("2026-11-26", "2026-12-01")),
            "2026-11-26");
  EXPECT_EQ(Clash(Days("2026-11-23", "2026-11-25"), Days("2026-11-26", "2026-12-01")), "");
  // Both hold the weekend, which takes nothing.
  EXPECT_EQ(Clash(Days("2026-11-27", "2026-11-29"), Days("2026-11-28", "2026-11-30")), "");
}

TEST(Overlap, WhatTakesNothingClashesWithNothing) {
  const auto whole = Counted(Days("2026-11-27", "2026-11-27")).dates;
  auto nothing = whole;
  nothing[0].part = {Minutes(240), Minutes(240)};
  EXPECT_EQ(FirstClash(whole, nothing), std::nullopt);
  EXPECT_EQ(FirstClash(nothing, whole), std::nullopt);
}

TEST(Overlap, OfSeveralTakenPartsOfOneDateEachIsLookedAt) {
  auto taken = Counted(PartOf("2026-11-27", LeaveUnit::kHalfPm)).dates;
  taken.push_back(Counted(Quarter("2026-11-27", 1)).dates[0]);
  EXPECT_TRUE(CheckOverlap(Counted(Quarter("2026-11-27", 2)).dates, taken).ok());
  const auto refused = CheckOverlap(Counted(Quarter("2026-11-27", 1)).dates, taken);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().slug, "leave-overlap");
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  ASSERT_EQ(refused.error().extras.size(), 1U);
  EXPECT_EQ(refused.error().extras[0].first, "date");
  EXPECT_EQ(std::get<std::string>(refused.error().extras[0].second), "2026-11-27");
  EXPECT_EQ(refused.error().message, "Leave on 2026-11-27 is asked for or taken already.");
}

TEST(Overlap, HalvesOfWorkdaysWithDifferentLengthsAreComparedAsHalves) {
  const WorkingCalendar shorter(WeeklyPattern::MondayToFriday(Minutes(420)), KoreanHolidays(),
                                CalendarVersion(4));
  const auto morning = Counted(PartOf("2026-11-27", LeaveUnit::kHalfAm)).dates;
  const auto later = Counted(PartOf("2026-11-27", LeaveUnit::kHalfPm), shorter).dates;
  const auto again = Counted(PartOf("2026-11-27", LeaveUnit::kHalfAm), shorter).dates;
  EXPECT_EQ(FirstClash(morning, later), std::nullopt);
  EXPECT_EQ(FirstClash(later, morning), std::nullopt);
  EXPECT_EQ(FirstClash(morning, again), On("2026-11-27"));
}

}  // namespace
}  // namespace erp::employee
