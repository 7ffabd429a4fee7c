// Which minutes of which date are worked, and why a day has fewer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee_leave_law.h"

namespace erp::employee {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

constexpr Minutes kDay(480);

TEST(WorkdayPart, HalvesAndQuartersCoverTheWorkdayOnce) {
  EXPECT_EQ(HalfOf(kDay, DayHalf::kAm), (WorkdayPart{Minutes(0), Minutes(240)}));
  EXPECT_EQ(HalfOf(kDay, DayHalf::kPm), (WorkdayPart{Minutes(240), Minutes(480)}));
  EXPECT_EQ(HalfOf(Minutes(301), DayHalf::kAm), (WorkdayPart{Minutes(0), Minutes(150)}));
  EXPECT_EQ(HalfOf(Minutes(301), DayHalf::kPm), (WorkdayPart{Minutes(150), Minutes(301)}));
  EXPECT_EQ(QuartersOf(kDay, 0, 1), (WorkdayPart{Minutes(0), Minutes(120)}));
  EXPECT_EQ(QuartersOf(kDay, 3, 4), (WorkdayPart{Minutes(360), Minutes(480)}));
}

TEST(WorkdayPart, IntersectionIsWhatBothCover) {
  const WorkdayPart morning{Minutes(0), Minutes(240)};
  const WorkdayPart noon{Minutes(200), Minutes(300)};
  EXPECT_EQ(Intersection(morning, noon), (WorkdayPart{Minutes(200), Minutes(240)}));
  EXPECT_EQ(Intersection(noon, morning), (WorkdayPart{Minutes(200), Minutes(240)}));
  EXPECT_EQ(Intersection(morning, {Minutes(300), Minutes(480)}).length(), Minutes(0));
}

TEST(WorkingCalendar, WeekdaysAreWorkedAndWeekendsAreNot) {
  const auto calendar = KoreanWeek();
  EXPECT_EQ(calendar.version(), CalendarVersion(3));
  const auto friday = calendar.On(On("2026-11-27"));
  EXPECT_EQ(friday.reason, DayReason::kWorkday);
  EXPECT_EQ(friday.workday, kDay);
  EXPECT_EQ(friday.worked, (WorkdayPart{Minutes(0), kDay}));
  EXPECT_EQ(friday.holiday, "");
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-27")), kDay);
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-28")), Minutes(0));
  EXPECT_EQ(calendar.On(On("2026-11-29")).reason, DayReason::kDayOff);
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-30")), kDay);
}

TEST(WorkingCalendar, HolidayOnAWorkdayIsOffAndNamed) {
  const auto day = KoreanWeek().On(On("2025-05-05"));
  EXPECT_EQ(day.reason, DayReason::kHoliday);
  EXPECT_EQ(day.workday, kDay);
  EXPECT_EQ(day.minutes(), Minutes(0));
  EXPECT_EQ(day.holiday, "부처님 오신 날 · 어린이날");
}

TEST(WorkingCalendar, HolidayOnADayOffStaysADayOffWithItsName) {
  const auto day = KoreanWeek().On(On("2026-06-06"));
  EXPECT_EQ(day.reason, DayReason::kDayOff);
  EXPECT_EQ(day.holiday, "현충일");
}

TEST(WorkingCalendar, HalfHolidayLeavesTheOtherHalf) {
  const auto calendar =
      KoreanWeek({CompanyDay("2026-12-31", DayHalf::kPm), CompanyDay("2026-12-30", DayHalf::kAm)});
  const auto last = calendar.On(On("2026-12-31"));
  EXPECT_EQ(last.reason, DayReason::kHalfHoliday);
  EXPECT_EQ(last.worked, (WorkdayPart{Minutes(0), Minutes(240)}));
  EXPECT_EQ(last.workday, kDay);
  EXPECT_EQ(last.holiday, "휴무 2026-12-31");
  EXPECT_EQ(calendar.On(On("2026-12-30")).worked, (WorkdayPart{Minutes(240), Minutes(480)}));
}

TEST(WorkingCalendar, TwoHalfHolidaysOrOneBesideAWholeOneLeaveNothing) {
  Holiday morning = CompanyDay("2026-12-31", DayHalf::kAm);
  morning.name = "오전 휴무";
  const auto both = KoreanWeek({morning, CompanyDay("2026-12-31", DayHalf::kPm)});
  EXPECT_EQ(both.MinutesOn(On("2026-12-31")), Minutes(0));
  EXPECT_EQ(both.On(On("2026-12-31")).reason, DayReason::kHoliday);
  const auto christmas = KoreanWeek({CompanyDay("2026-12-25", DayHalf::kPm)});
  EXPECT_EQ(christmas.MinutesOn(On("2026-12-25")), Minutes(0));
}

TEST(WorkingCalendar, PartTimersHaveWeeksOfTheirOwn) {
  WeeklyPattern pattern{
      {Minutes(0), Minutes(300), Minutes(0), Minutes(300), Minutes(0), Minutes(240), Minutes(180)}};
  const WorkingCalendar calendar(pattern, KoreanHolidays(), CalendarVersion(1));
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-23")), Minutes(300));  // Monday
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-24")), Minutes(0));
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-27")), Minutes(240));
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-28")), Minutes(180));  // Saturday
  EXPECT_EQ(calendar.MinutesOn(On("2026-11-29")), Minutes(0));
}

TEST(WorkingCalendar, SmallEmployersOweLabourDayOnly) {
  const auto company = CompanyDay("2027-12-31");
  const auto applying =
      Applying(KoreanHolidays().With({company}), {.public_holidays = false, .labour_day = true});
  const WorkingCalendar calendar(WeeklyPattern::MondayToFriday(kDay), applying, CalendarVersion(1));
  EXPECT_EQ(calendar.MinutesOn(On("2026-05-01")), Minutes(0));
  EXPECT_EQ(calendar.MinutesOn(On("2027-05-03")), kDay);  // substitute day of 노동절
  EXPECT_EQ(calendar.MinutesOn(On("2026-05-05")), kDay);
  EXPECT_EQ(calendar.MinutesOn(On("2026-06-03")), kDay);  // election
  EXPECT_EQ(calendar.MinutesOn(On("2024-10-01")), kDay);  // temporary
  EXPECT_EQ(calendar.MinutesOn(On("2027-12-31")), Minutes(0));
  EXPECT_EQ(Applying(KoreanHolidays(), {}).all().size(), KoreanHolidays().all().size());
  EXPECT_THAT(Applying(Holidays({company}), {.company_days = false}).all(), IsEmpty());
  EXPECT_TRUE(Applying(KoreanHolidays(), {.labour_day = false}).On(On("2026-05-01")).empty());
}

TEST(WeeklyPattern, MistakesAreNamed) {
  EXPECT_THAT(PatternMistakes(WeeklyPattern::MondayToFriday(Minutes(1440))), IsEmpty());
  EXPECT_THAT(PatternMistakes(WeeklyPattern{}),
              ElementsAre(Field(&FieldError::pointer, "/minutes")));
  WeeklyPattern one{};
  one.minutes[6] = Minutes(1);
  EXPECT_THAT(PatternMistakes(one), IsEmpty());
  one.minutes[0] = Minutes(1441);
  one.minutes[3] = Minutes(-1);
  EXPECT_THAT(PatternMistakes(one), ElementsAre(Field(&FieldError::pointer, "/minutes/0"),
                                                Field(&FieldError::pointer, "/minutes/3")));
  WeeklyPattern negative{};
  negative.minutes[2] = Minutes(-1);
  EXPECT_THAT(PatternMistakes(negative), ElementsAre(Field(&FieldError::pointer, "/minutes/2")));
}

}  // namespace
}  // namespace erp::employee
