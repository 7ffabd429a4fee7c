// Corrections of attendance and the closing of forgotten days, on the real database.
#include <atomic>

#include "contract/employee_attendance_fixture.h"

namespace erp::employee {
namespace {

class Corrections : public AttendanceStore {
 protected:
  static constexpr Date kThirtieth{std::chrono::year(2026), std::chrono::month(12),
                                   std::chrono::day(1)};

  RecordId RecordOf(EmployeeId id, Date date) {
    return RecordId(database_.session()
                        .Query("SELECT id FROM attendance_records WHERE employee_id = ? AND "
                               "work_date = ?",
                               {id.value(), FormatDate(date)})
                        .at(0)
                        .Integer(0));
  }

  Result<AttendanceRecord> Void(EmployeeId id, Date date, bool voided = true) {
    return at_work_.correct_record.Run(
        RecordOf(id, date),
        {.change = {.voided = voided}, .reason = "착오", .actor = EmployeeId(1)});
  }
};

TEST_F(Corrections, KeepWhatWasThereWithReasonActorAndTime) {
  const auto id = Hire();
  Attend(id, kMonday, 1);
  now_.Set(Seoul(kMonday, 20));
  const auto record = RecordOf(id, kMonday);
  const auto corrected = at_work_.correct_record.Run(
      record, {.change = {.check_in = Seoul(kMonday, 8), .check_out = Seoul(kMonday, 17)},
               .reason = "단말기 고장",
               .actor = EmployeeId(1)});
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->work_minutes(), 540);
  EXPECT_EQ(corrected->version, 2);
  const auto kept = at_work_.correct_record.Get(record);
  EXPECT_EQ(kept->record.check_out, Seoul(kMonday, 17));
  ASSERT_EQ(kept->corrections.size(), 1U);
  const auto& [before, after, note] = kept->corrections[0];
  EXPECT_EQ(before.check_in, Seoul(kMonday, 9));
  EXPECT_EQ(before.status, RecordStatus::kCheckedIn);
  EXPECT_EQ(after.check_in, Seoul(kMonday, 8));
  EXPECT_EQ(after.status, RecordStatus::kCheckedOut);
  EXPECT_EQ(note.reason, "단말기 고장");
  EXPECT_EQ(note.actor, EmployeeId(1));
  EXPECT_EQ(note.at, Seoul(kMonday, 20));
}

TEST_F(Corrections, ThatChangeNothingLeaveNoTrace) {
  const auto id = Hire();
  Attend(id, kMonday, 1);
  const auto record = RecordOf(id, kMonday);
  ASSERT_TRUE(at_work_.correct_record
                  .Run(record, {.change = {.check_in = Seoul(kMonday, 9)}, .reason = "같음"}, 99)
                  .ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_corrections"), 0);
  EXPECT_EQ(at_work_.correct_record.Run(record, {.change = {.voided = true}, .reason = "착오"}, 99)
                .error()
                .slug,
            "version-mismatch");
  EXPECT_EQ(
      at_work_.correct_record.Run(RecordId(99), {.change = {}, .reason = "없음"}).error().slug,
      "record-not-found");
  EXPECT_EQ(at_work_.correct_record.Get(RecordId(99)).error().slug, "record-not-found");
}

TEST_F(Corrections, OfOneDocumentHappenOnce) {
  const auto id = Hire();
  Attend(id, kMonday, 2);
  const Date tuesday = std::chrono::sys_days(kMonday) + std::chrono::days(1);
  WantedCorrection wanted{.change = {.voided = true}, .reason = "정정", .source = "document:41:1"};
  ASSERT_TRUE(at_work_.correct_record.Run(RecordOf(id, kMonday), wanted).ok());
  ASSERT_TRUE(Void(id, kMonday, false).ok());
  EXPECT_EQ(at_work_.correct_record.Run(RecordOf(id, kMonday), wanted)->status,
            RecordStatus::kCheckOutMissing)
      << "what came after it stands";
  EXPECT_EQ(at_work_.correct_record.Run(RecordOf(id, tuesday), wanted).error().slug,
            "operation-id-reused");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_corrections"), 2);
  ExpectAttendanceIsSound(id);
}

// E13, G7: a day corrected away after the grant: the grant stays, and is not given again.
TEST_F(Corrections, ADateCorrectedAwayAfterTheGrantEarnsNoSecondGrant) {
  const auto id = Hire();
  Attend(id, kMonday, 30);
  ASSERT_EQ(Rewards(id), 1);
  ASSERT_TRUE(Void(id, kThirtieth).ok());
  EXPECT_EQ(app_.read_attendance.Progress(id).value(), (AttendanceProgress{29, 1}));
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(16));
  const auto next = CheckInAt(id, Seoul(*ParseDate("2026-12-02"), 9));
  EXPECT_EQ(next->progress, (AttendanceProgress{30, 1}));
  EXPECT_EQ(next->record.milestone, std::nullopt);
  EXPECT_EQ(Rewards(id), 1);
  ASSERT_TRUE(Void(id, kThirtieth, false).ok());
  EXPECT_EQ(app_.read_attendance.Progress(id).value(), (AttendanceProgress{31, 1}));
  EXPECT_EQ(Rewards(id), 1);
  EXPECT_EQ(Attend(id, *ParseDate("2026-12-03"), 29).progress, (AttendanceProgress{60, 2}));
  EXPECT_EQ(Rewards(id), 2);
  ExpectAttendanceIsSound(id);
}

TEST_F(Corrections, ADateThatIsRestoredMayEarnTheMilestone) {
  const auto id = Hire();
  Attend(id, kMonday, 29);
  ASSERT_TRUE(Void(id, kMonday).ok());
  ASSERT_TRUE(CheckInAt(id, Seoul(kThirtieth, 9)).ok());
  EXPECT_EQ(Rewards(id), 0);
  ASSERT_TRUE(Void(id, kMonday, false).ok());
  EXPECT_EQ(Rewards(id), 1);
  ExpectAttendanceIsSound(id);
}

TEST_F(Corrections, AVoidedDateStaysOneRecordAndIsNoDate) {
  const auto id = Hire();
  Attend(id, kMonday, 1);
  ASSERT_TRUE(Void(id, kMonday).ok());
  const auto again = CheckInAt(id, Seoul(kMonday, 10));
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->record.status, RecordStatus::kVoided);
  EXPECT_EQ(again->progress.dates, 0);
  EXPECT_EQ(CheckOutAt(id, Seoul(kMonday, 18)).error().slug, "not-checked-in");
  ExpectAttendanceIsSound(id);
}

TEST_F(Corrections, ByManyAtOnceCountEveryDateOnce) {
  const auto id = Hire();
  Attend(id, kMonday, 30);
  now_.Set(Seoul(kThirtieth, 20));
  std::atomic<int> made{0};
  std::vector<RecordId> records;
  for (int n = 0; n < 30; ++n) {
    records.push_back(RecordOf(id, std::chrono::sys_days(kMonday) + std::chrono::days(n)));
  }
  InParallel([&](int n) {
    for (int i = 0; i < 8; ++i) {
      const auto record = records[static_cast<std::size_t>(n * 7 + i * 3) % records.size()];
      made += at_work_.correct_record
                      .Run(record, {.change = {.voided = (n + i) % 2 == 0}, .reason = "동시"})
                      .ok()
                  ? 1
                  : 0;
    }
  });
  EXPECT_EQ(made, kThreads * 8);
  EXPECT_EQ(Rewards(id), 1);
  ExpectAttendanceIsSound(id);
}

// V17.
TEST_F(Corrections, ForgottenDaysAreClosedOnceAndNeverThoseThatMayStillEnd) {
  const auto id = Hire();
  const auto night = Hire();
  Attend(id, kMonday, 3);  // Monday to Wednesday, never out
  const Date wednesday = std::chrono::sys_days(kMonday) + std::chrono::days(2);
  const Date thursday = std::chrono::sys_days(kMonday) + std::chrono::days(3);
  ASSERT_TRUE(CheckInAt(night, Seoul(wednesday, 22)).ok());
  now_.Set(Seoul(thursday, 2));
  EXPECT_EQ(at_work_.close_forgotten.Run(thursday, true), 3);
  EXPECT_EQ(at_work_.close_forgotten.Run(kMonday), 1);
  std::atomic<int> closed{0};
  InParallel([&](int) { closed += static_cast<int>(at_work_.close_forgotten.Run(thursday)); }, 4);
  EXPECT_EQ(closed, 2);
  EXPECT_EQ(at_work_.close_forgotten.Run(thursday), 0);
  EXPECT_EQ(CheckOutAt(night, Seoul(thursday, 6))->work_minutes(), 480);
  const auto record = app_.read_attendance.History(id, std::nullopt, 1)->at(0);
  EXPECT_EQ(record.status, RecordStatus::kCheckOutMissing);
  EXPECT_EQ(record.work_minutes(), std::nullopt);
  EXPECT_EQ(CheckOutAt(id, Seoul(thursday, 8)).error().slug, "not-checked-in");
  // The next day starts as a check-in, and the closed ones still count.
  EXPECT_EQ(CheckInAt(id, Seoul(thursday, 9))->progress.dates, 4);
}

// The issue's own words: recalculation at 00:00-09:00 KST changes nothing.
TEST_F(Corrections, RecalculatingInTheNightOfTheCompanyChangesNothing) {
  const auto id = Hire();
  Attend(id, kMonday, 30);
  ASSERT_TRUE(CheckOutAt(id, Seoul(kThirtieth, 18)).ok());
  const auto shown = [&] {
    std::string text;
    const auto history = app_.read_attendance.History(id, std::nullopt, 200);
    for (const auto& record : *history) {
      text +=
          FormatDate(record.work_date) + StatusName(record.status) + FormatInstant(record.check_in);
    }
    const auto progress = app_.read_attendance.Progress(id).value();
    return text + std::to_string(progress.dates) + "/" + std::to_string(progress.milestones);
  };
  now_.Set(Seoul(kThirtieth, 23, 59));
  (void)at_work_.close_forgotten.Run(kThirtieth);
  const auto before = shown();
  const Date next = std::chrono::sys_days(kThirtieth) + std::chrono::days(1);
  // All of these are the 1st of December in UTC, and the 2nd in Seoul.
  for (int hour = 0; hour < 9; ++hour) {
    now_.Set(Seoul(next, hour, 30));
    EXPECT_EQ(at_work_.close_forgotten.Run(next), 0) << hour;
    EXPECT_EQ(shown(), before) << hour;
    const auto sheet = at_work_.month_sheet.Run({}, {}, kThirtieth.year() / kThirtieth.month());
    EXPECT_EQ(sheet.at(0).days.at(0).plan.date, kThirtieth);
    EXPECT_TRUE(sheet.at(0).days.at(0).record.has_value());
    EXPECT_FALSE(sheet.at(0).days.at(1).absent) << "today is not over";
  }
  EXPECT_EQ(Rewards(id), 1);
  ExpectAttendanceIsSound(id);
}

TEST_F(Corrections, ASheetKnowsHolidaysAndLeaveThatWasTaken) {
  const auto id = Hire();
  Operation leave;
  leave.kind = EntryKind::kReserve;
  leave.source = "leave:41:1";
  leave.id = "leave:41:1:reserve";
  leave.days = {{*ParseDate("2026-12-21"), {Minutes(0), Minutes(480)}},
                {*ParseDate("2026-12-22"), {Minutes(0), Minutes(240)}},
                {*ParseDate("2026-12-23"), {Minutes(240), Minutes(480)}},
                {*ParseDate("2026-12-24"), {Minutes(60), Minutes(120)}}};
  leave.minutes = Minutes(480 + 240 + 240 + 60);
  ASSERT_TRUE(app_.apply_operation.Run(id, leave)->entry.applied());
  now_.Set(Seoul(*ParseDate("2026-12-31"), 12));
  const auto december = std::chrono::year(2026) / std::chrono::month(12);
  EXPECT_EQ(at_work_.month_sheet.Run({}, {}, december).at(0).leave, 0) << "not approved yet";
  leave.kind = EntryKind::kConsume;
  leave.id = "leave:41:1:consume";
  leave.days = {};
  ASSERT_TRUE(app_.apply_operation.Run(id, leave)->entry.applied());
  const auto row = at_work_.month_sheet.Run({}, {}, december).at(0);
  EXPECT_EQ(row.days[20].plan.leave, LeavePart::kAllDay);
  EXPECT_FALSE(row.days[20].absent);
  EXPECT_EQ(row.days[21].plan.leave, LeavePart::kMorning);
  EXPECT_TRUE(row.days[21].absent) << "the other half was to be worked";
  EXPECT_EQ(row.days[22].plan.leave, LeavePart::kAfternoon);
  EXPECT_EQ(row.days[23].plan.leave, LeavePart::kHours);
  EXPECT_EQ(row.days[24].plan.kind, DayKind::kHoliday) << "the 25th of December";
  EXPECT_FALSE(row.days[24].absent);
  EXPECT_EQ(row.days[25].plan.kind, DayKind::kWeekend);
  EXPECT_EQ(row.leave, 4);
  EXPECT_EQ(row.holidays, 1);
}

TEST_F(Corrections, AMonthIsASheetOfAllItsDates) {
  const auto id = Hire(Somebody("김철수"));
  const auto other = Hire(Somebody("이영희"));
  Hire(Somebody("박민수", "인사팀"));
  Attend(id, kMonday, 1);
  ASSERT_TRUE(CheckInAt(id, Seoul(*ParseDate("2026-11-03"), 9, 11)).ok());
  ASSERT_TRUE(CheckOutAt(id, Seoul(*ParseDate("2026-11-03"), 17, 30)).ok());
  now_.Set(Seoul(*ParseDate("2026-11-06"), 12));
  const auto sheet = at_work_.month_sheet.Run({"개발팀", std::nullopt, false}, {},
                                              std::chrono::year(2026) / std::chrono::month(11));
  ASSERT_EQ(sheet.size(), 2U);
  EXPECT_EQ(sheet[0].employee.id, other);
  EXPECT_EQ(sheet[0].absent, 4) << "Monday to Thursday; today is not over";
  const auto& row = sheet[1];
  ASSERT_EQ(row.days.size(), 30U);
  EXPECT_EQ(row.days[0].plan.kind, DayKind::kWeekend);
  EXPECT_EQ(row.present, 2);
  EXPECT_EQ(row.absent, 2);
  EXPECT_EQ(row.days[2].late, 11);
  EXPECT_EQ(row.days[2].early, 30);
  EXPECT_EQ(row.work_minutes, 499);
}

}  // namespace
}  // namespace erp::employee
