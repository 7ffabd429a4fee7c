#include "common/time_zone.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace erp {
namespace {

TEST(TimeZone, IsOneOfTheDatabase) {
  for (const char* name : {"Asia/Seoul", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+9"}) {
    EXPECT_EQ(TimeZoneMistake(name), std::nullopt) << name;
  }
  for (const char* name : {"Mars/Olympus", "", "Asia", "asia/seoul", "zone.tab", "/etc/localtime",
                           "../zoneinfo/Asia/Seoul", "Asia/Seoul ", "KST-9"}) {
    EXPECT_NE(TimeZoneMistake(name), std::nullopt) << name;
  }
}

Instant At(const char* text) { return *ParseInstant(text); }

LocalTime Local(int year, unsigned month, unsigned day, int hour, int minute) {
  return {std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day),
          std::chrono::hours(hour) + std::chrono::minutes(minute)};
}

TEST(TimeZone, DatesChangeAtItsMidnightAndNotAtThatOfUtc) {
  const TimeZone seoul("Asia/Seoul");
  EXPECT_EQ(seoul.At(At("2026-11-26T14:59:59.999Z")), Local(2026, 11, 26, 23, 59));
  EXPECT_EQ(seoul.At(At("2026-11-26T15:00:00Z")), Local(2026, 11, 27, 0, 0));
  EXPECT_EQ(seoul.DateAt(At("2026-11-26T23:59:59Z")), Local(2026, 11, 27, 0, 0).date);
  // Before 1970 too, and west of Greenwich.
  EXPECT_EQ(TimeZone("UTC").At(At("1969-12-31T23:59:59.001Z")), Local(1969, 12, 31, 23, 59));
  EXPECT_EQ(TimeZone("America/New_York").At(At("2026-11-27T04:59:00Z")),
            Local(2026, 11, 26, 23, 59));
}

TEST(TimeZone, EveryMinuteOfADayIsFoundAgain) {
  const TimeZone seoul("Asia/Seoul");
  for (int minute = 0; minute < 1440; ++minute) {
    const auto local = Local(2024, 2, 29, 0, minute);
    EXPECT_EQ(seoul.At(seoul.InstantOf(local)), local);
  }
  EXPECT_EQ(seoul.InstantOf(Local(2026, 11, 27, 0, 0)), At("2026-11-26T15:00:00Z"));
}

TEST(TimeZone, TimesThatClocksShowTwiceOrNeverHaveOneInstant) {
  const TimeZone york("America/New_York");
  EXPECT_EQ(york.InstantOf(Local(2026, 11, 1, 1, 30)), At("2026-11-01T05:30:00Z"));
  EXPECT_EQ(york.InstantOf(Local(2026, 3, 8, 2, 30)), At("2026-03-08T07:00:00Z"));
}

TEST(TimeZone, IsNotMadeOfANameThatIsNone) {
  EXPECT_THROW(TimeZone("Mars/Olympus"), std::invalid_argument);
}

}  // namespace
}  // namespace erp
