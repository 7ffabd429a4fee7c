// What a date was for somebody, and what a correction may say.
#include <gtest/gtest.h>

#include "employee/domain/attendance/correction.h"
#include "employee/domain/attendance/working_day.h"

namespace erp::employee {
namespace {

Date On(const char* text) { return ParseDate(text).value(); }

// A Friday in Seoul; times as they are there.
const char* const kFriday = "2026-11-27";
Instant Seoul(int hour, int minute) {
  return Instant(std::chrono::sys_days(On(kFriday))) + std::chrono::hours(hour - 9) +
         std::chrono::minutes(minute);
}

AttendanceRecord Worked(Instant from, std::optional<Instant> to) {
  AttendanceRecord record;
  record.work_date = On(kFriday);
  record.check_in = from;
  record.check_out = to;
  record.status = to ? RecordStatus::kCheckedOut : RecordStatus::kCheckedIn;
  return record;
}

class Judging : public testing::Test {
 protected:
  DayAtWork Judge(const PlannedDay& plan,
                  const std::optional<AttendanceRecord>& record,
                  const char* today = "2026-11-30",
                  std::optional<Date> hired = std::nullopt) {
    return Judged(plan, record, {}, TimeZone("Asia/Seoul"), On(today), hired);
  }
  PlannedDay plan_{On(kFriday), DayKind::kWorkday, LeavePart::kNone, false};
};

TEST_F(Judging, LateIsAfterTheGraceAndCountsFromTheStart) {
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), Seoul(18, 0))).late, 0);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 10), Seoul(18, 0))).late, 0);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 11), Seoul(18, 0))).late, 11);
}

TEST_F(Judging, EarlyIsBeforeTheEndOnceSomebodyHasLeft) {
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), Seoul(17, 59))).early, 1);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), Seoul(18, 0))).early, 0);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), std::nullopt)).early, 0);
  // After the next midnight it is not early in the morning.
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), Seoul(26, 0))).early, 0);
}

// V19: half a day of leave and work on one date.
TEST_F(Judging, HalfADayOfLeaveLeavesTheOtherHalfToBeWorked) {
  plan_.leave = LeavePart::kMorning;
  auto day = Judge(plan_, Worked(Seoul(13, 30), Seoul(18, 0)));
  EXPECT_EQ(day.late, 0);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(13, 41), Seoul(18, 0))).late, 11);
  EXPECT_TRUE(Judge(plan_, std::nullopt).absent);
  plan_.leave = LeavePart::kAfternoon;
  day = Judge(plan_, Worked(Seoul(9, 0), Seoul(13, 30)));
  EXPECT_EQ(day.early, 0);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(9, 0), Seoul(13, 0))).early, 30);
  plan_.leave = LeavePart::kHours;
  EXPECT_EQ(Judge(plan_, Worked(Seoul(11, 0), Seoul(15, 0))).late, 0);
  plan_.leave = LeavePart::kNone;
  plan_.half_holiday = true;
  EXPECT_EQ(Judge(plan_, Worked(Seoul(14, 0), Seoul(15, 0))).early, 0);
  EXPECT_TRUE(Judge(plan_, std::nullopt).absent);
}

TEST_F(Judging, NobodyIsAbsentWhoNeedNotCome) {
  EXPECT_TRUE(Judge(plan_, std::nullopt).absent);
  EXPECT_FALSE(Judge(plan_, std::nullopt, kFriday).absent) << "today is not over";
  EXPECT_FALSE(Judge(plan_, std::nullopt, "2026-11-30", On("2026-11-30")).absent)
      << "not hired yet";
  EXPECT_TRUE(Judge(plan_, std::nullopt, "2026-11-30", On(kFriday)).absent);
  plan_.leave = LeavePart::kAllDay;
  EXPECT_FALSE(Judge(plan_, std::nullopt).absent);
  EXPECT_EQ(Judge(plan_, Worked(Seoul(11, 0), Seoul(12, 0))).late, 0);
  for (const auto kind : {DayKind::kWeekend, DayKind::kHoliday}) {
    EXPECT_FALSE(Judge({On(kFriday), kind, LeavePart::kNone, false}, std::nullopt).absent);
    EXPECT_EQ(
        Judge({On(kFriday), kind, LeavePart::kNone, false}, Worked(Seoul(11, 0), Seoul(12, 0)))
            .late,
        0);
  }
}

TEST_F(Judging, AVoidedRecordIsNone) {
  auto record = Worked(Seoul(9, 0), Seoul(18, 0));
  record.status = RecordStatus::kVoided;
  const auto day = Judge(plan_, record);
  EXPECT_TRUE(day.absent);
  EXPECT_FALSE(day.record.has_value());
}

TEST(HeatMap, HasFourLevels) {
  const auto heat = [](int minutes) { return HeatOf(Worked(Seoul(0, 0), Seoul(0, minutes))); };
  EXPECT_EQ(heat(239), 1);
  EXPECT_EQ(heat(240), 2);
  EXPECT_EQ(heat(479), 2);
  EXPECT_EQ(heat(480), 3);
  EXPECT_EQ(heat(600), 4);
  EXPECT_EQ(HeatOf(Worked(Seoul(9, 0), std::nullopt)), 1);
  AttendanceRecord voided;
  voided.status = RecordStatus::kVoided;
  EXPECT_EQ(HeatOf(voided), 0);
}

class Correcting : public testing::Test {
 protected:
  Result<AttendanceRecord> Correct(const RecordChange& change) {
    return Corrected(record_, change, now_, TimeZone("Asia/Seoul"));
  }
  std::string Pointer(const RecordChange& change) {
    const auto corrected = Correct(change);
    return corrected ? "none" : corrected.error().fields.at(0).pointer;
  }
  AttendanceRecord record_ = Worked(Seoul(9, 0), std::nullopt);
  Instant now_ = Seoul(20, 0);
};

// V18: not in the future, out after in.
TEST_F(Correcting, TimesAreOfTheDateInOrderAndPast) {
  EXPECT_EQ(Correct({.check_out = Seoul(18, 0)})->work_minutes(), 540);
  EXPECT_EQ(Pointer({.check_in = Seoul(-1, 0)}), "/checkInTime");
  EXPECT_EQ(Pointer({.check_in = Seoul(24, 0)}), "/checkInTime");
  EXPECT_EQ(Pointer({.check_in = Seoul(20, 1)}), "/checkInTime");
  EXPECT_EQ(Pointer({.check_out = Seoul(9, 0)}), "/checkOutTime");
  EXPECT_EQ(Pointer({.check_out = Seoul(20, 1)}), "/checkOutTime");
  now_ = Seoul(48, 0);
  EXPECT_EQ(Pointer({.check_out = Seoul(33, 1)}), "/checkOutTime") << "more than 24 hours";
  EXPECT_EQ(Pointer({.check_out = Seoul(33, 0)}), "none");
  EXPECT_EQ(Pointer({.check_in = Seoul(0, 0)}), "none");
}

TEST_F(Correcting, AClearedCheckOutIsOpenOnItsDateOnly) {
  record_ = Worked(Seoul(9, 0), Seoul(18, 0));
  const RecordChange cleared{.check_out = std::optional<Instant>()};
  EXPECT_EQ(Correct(cleared)->status, RecordStatus::kCheckedIn);
  now_ = Seoul(24, 0);
  EXPECT_EQ(Correct(cleared)->status, RecordStatus::kCheckOutMissing);
}

TEST_F(Correcting, AVoidedRecordKeepsItsTimesAndComesBackWithThem) {
  record_ = Worked(Seoul(9, 0), Seoul(18, 0));
  record_ = *Correct({.voided = true});
  EXPECT_EQ(record_.status, RecordStatus::kVoided);
  EXPECT_EQ(record_.check_out, Seoul(18, 0));
  EXPECT_EQ(record_.work_minutes(), std::nullopt);
  EXPECT_EQ(Correct({.check_in = Seoul(8, 0)})->status, RecordStatus::kVoided);
  EXPECT_EQ(Correct({.voided = false})->status, RecordStatus::kCheckedOut);
}

TEST_F(Correcting, ANightThatIsOpenStaysOpenWhenItsBeginIsCorrected) {
  now_ = Seoul(25, 0);
  EXPECT_EQ(Correct({.check_in = Seoul(8, 0)})->status, RecordStatus::kCheckedIn);
}

}  // namespace
}  // namespace erp::employee
