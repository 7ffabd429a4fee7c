// What the port AttendanceBook promises, on the real database.
#include <atomic>

#include "contract/employee_attendance_fixture.h"

namespace erp::employee {
namespace {

TEST_F(AttendanceStore, ADateIsOneRecordHoweverOftenSomebodyChecksIn) {
  const auto id = Hire();
  const auto first = CheckInAt(id, Time("2026-11-27T00:00:00.123Z"));
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->repeated);
  EXPECT_EQ(first->progress, (AttendanceProgress{1, 0}));
  EXPECT_EQ(first->record.work_date, ParseDate("2026-11-27"));
  const auto second = CheckInAt(id, Time("2026-11-27T09:00:00Z"));
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->repeated);
  EXPECT_EQ(second->record.id, first->record.id);
  EXPECT_EQ(second->record.check_in, Time("2026-11-27T00:00:00.123Z"));
  EXPECT_EQ(second->progress, (AttendanceProgress{1, 0}));
  EXPECT_EQ(second->leave.available(), Minutes::OfDays(15));
  EXPECT_TRUE(MetricIs("attendance_check_ins_total{outcome=\"new\"} 1"));
  EXPECT_TRUE(MetricIs("attendance_check_ins_total{outcome=\"repeated\"} 1"));
  ExpectAttendanceIsSound(id);
}

// E13: two check-ins at once.
TEST_F(AttendanceStore, SimultaneousCheckInsAreOneRecordAndCountOnce) {
  const auto id = Hire();
  now_.Set(Time("2026-11-27T00:00:00Z"));
  std::atomic<int> fresh{0};
  InParallel([&](int) { fresh += at_work_.check_in.Run(id, {})->repeated ? 0 : 1; });
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_records"), 1);
  EXPECT_EQ(app_.read_attendance.Progress(id).value(), (AttendanceProgress{1, 0}));
}

// E13, B9: 23:59:59 and 00:00:01 in Seoul, which are one date in UTC.
TEST_F(AttendanceStore, TheSecondsBeforeAndAfterMidnightOfTheCompanyAreTwoDates) {
  const auto id = Hire();
  EXPECT_EQ(CheckInAt(id, Time("2026-11-26T14:59:59Z"))->record.work_date, ParseDate("2026-11-26"));
  const auto next = CheckInAt(id, Time("2026-11-26T15:00:01Z"));
  EXPECT_FALSE(next->repeated);
  EXPECT_EQ(next->record.work_date, ParseDate("2026-11-27"));
  EXPECT_EQ(next->progress.dates, 2);
  // The date of UTC changes at nine in Seoul, and that of the record does not.
  EXPECT_TRUE(CheckInAt(id, Time("2026-11-27T00:00:01Z"))->repeated);
}

// E13: forged client time.
TEST_F(AttendanceStore, WhatAClientSaysOfTheTimeIsKeptAndDecidesNothing) {
  const auto id = Hire();
  const auto attended =
      CheckInAt(id, Time("2026-11-27T00:30:00Z"), {.client_time = Time("2026-11-20T00:00:00Z")});
  EXPECT_EQ(attended->record.check_in, Time("2026-11-27T00:30:00Z"));
  EXPECT_EQ(attended->record.work_date, ParseDate("2026-11-27"));
  EXPECT_TRUE(
      CheckInAt(id, Time("2026-11-27T01:00:00Z"), {.client_time = Time("2026-12-25T00:00:00Z")})
          ->repeated);
  EXPECT_EQ(app_.read_attendance.History(id, std::nullopt, 10)->at(0).client_time,
            Time("2026-11-20T00:00:00Z"));
}

// V11, G7: the bucket of rewards, keyed by the milestone.
TEST_F(AttendanceStore, ThirtyDatesEarnOneDayOfReward) {
  const auto id = Hire();
  EXPECT_EQ(Attend(id, kMonday, 29).progress.running(), 29);
  EXPECT_EQ(Rewards(id), 0);
  const auto thirtieth = CheckInAt(id, Seoul(*ParseDate("2026-12-01"), 9));
  EXPECT_EQ(thirtieth->progress, (AttendanceProgress{30, 1}));
  EXPECT_EQ(thirtieth->progress.running(), 0);
  EXPECT_EQ(thirtieth->record.milestone, 1);
  EXPECT_EQ(thirtieth->leave.available(), Minutes::OfDays(16));
  const auto rows = database_.session().Query(
      "SELECT op_id, minutes, bucket, valid_from, valid_to FROM leave_ledger WHERE number = 2");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].Text(0), "attendance:" + id.str() + ":1");
  EXPECT_EQ(rows[0].Integer(1), 480);
  EXPECT_EQ(rows[0].Text(2), "reward");
  EXPECT_EQ(rows[0].Text(3), "2026-12-01");
  EXPECT_EQ(rows[0].Text(4), "2027-11-30");
  EXPECT_EQ(Attend(id, *ParseDate("2026-12-02"), 30).progress, (AttendanceProgress{60, 2}));
  EXPECT_EQ(Rewards(id), 2);
  ExpectAttendanceIsSound(id);
}

// E13: the 30th day sent twice.
TEST_F(AttendanceStore, TheThirtiethDateSentAgainGrantsNothingMore) {
  const auto id = Hire();
  Attend(id, kMonday, 30);
  const auto again = CheckInAt(id, Seoul(*ParseDate("2026-12-01"), 18));
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->record.milestone, 1) << "the repeat says what the first answer said";
  EXPECT_EQ(again->leave.available(), Minutes::OfDays(16));
  EXPECT_EQ(Rewards(id), 1);
  ExpectAttendanceIsSound(id);
}

TEST_F(AttendanceStore, TheThirtiethDateSentByManyAtOnceGrantsOnce) {
  const auto id = Hire();
  Attend(id, kMonday, 29);
  now_.Set(Seoul(*ParseDate("2026-12-01"), 9));
  InParallel([&](int) { EXPECT_TRUE(at_work_.check_in.Run(id, {})->record.milestone == 1); });
  EXPECT_EQ(Rewards(id), 1);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(16));
  ExpectAttendanceIsSound(id);
}

TEST_F(AttendanceStore, AGrantThatTheLedgerHasAlreadyIsNotGivenAgain) {
  const auto id = Hire();
  Operation earlier;
  earlier.id = "attendance:" + id.str() + ":1";
  earlier.kind = EntryKind::kGrant;
  earlier.minutes = Minutes::OfDays(1);
  earlier.source = earlier.id;
  earlier.bucket = Bucket::kReward;
  ASSERT_TRUE(app_.apply_operation.Run(id, earlier).ok());
  EXPECT_EQ(Attend(id, kMonday, 30).progress, (AttendanceProgress{30, 1}));
  EXPECT_EQ(Rewards(id), 1);
  ExpectAttendanceIsSound(id);
}

TEST_F(AttendanceStore, ACheckInBesideLeaveThatMovesWaitsForNobodyLong) {
  const auto id = Hire();
  Attend(id, kMonday, 29);
  now_.Set(Seoul(*ParseDate("2026-12-01"), 9));
  InParallel([&](int n) {
    if (n % 2 == 0) {
      EXPECT_TRUE(at_work_.check_in.Run(id, {}).ok());
    } else {
      EXPECT_TRUE(Adjust(id, 1).ok());
    }
  });
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(15 + 1 + kThreads / 2));
  ExpectAttendanceIsSound(id);
}

TEST_F(AttendanceStore, WhoHasLeftOrIsUnknownDoesNotCheckIn) {
  const auto id = Hire();
  ASSERT_TRUE(Leave(id));
  EXPECT_EQ(CheckInAt(id, Time("2026-11-27T00:00:00Z")).error().slug, "employee-inactive");
  EXPECT_EQ(CheckOutAt(id, Time("2026-11-27T00:00:00Z")).error().slug, "employee-inactive");
  EXPECT_EQ(CheckInAt(EmployeeId(99), Time("2026-11-27T00:00:00Z")).error().slug,
            "employee-not-found");
  EXPECT_EQ(app_.read_attendance.Progress(EmployeeId(99)).error().slug, "employee-not-found");
  EXPECT_EQ(app_.read_attendance.History(EmployeeId(99), std::nullopt, 10).error().slug,
            "employee-not-found");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM attendance_records"), 0);
}

TEST_F(AttendanceStore, CheckOutEndsTheDayAndALaterOneReplacesIt) {
  const auto id = Hire();
  EXPECT_EQ(CheckOutAt(id, Seoul(kMonday, 18)).error().slug, "not-checked-in");
  ASSERT_TRUE(CheckInAt(id, Seoul(kMonday, 9)).ok());
  auto record = CheckOutAt(id, Seoul(kMonday, 18));
  EXPECT_EQ(record->work_minutes(), 540);
  EXPECT_EQ(record->status, RecordStatus::kCheckedOut);
  record = CheckOutAt(id, Seoul(kMonday, 19, 30));
  EXPECT_EQ(record->work_minutes(), 630);
  const auto history = app_.read_attendance.History(id, std::nullopt, 10);
  ASSERT_EQ(history->size(), 1U);
  EXPECT_EQ(history->at(0).check_out, Seoul(kMonday, 19, 30));
  EXPECT_EQ(history->at(0).version, 3);
}

// V17: a night shift belongs to its start date.
TEST_F(AttendanceStore, ANightShiftEndsOnTheDateOnWhichItBegan) {
  const auto id = Hire();
  const Date tuesday = std::chrono::sys_days(kMonday) + std::chrono::days(1);
  ASSERT_TRUE(CheckInAt(id, Seoul(kMonday, 22)).ok());
  const auto record = CheckOutAt(id, Seoul(tuesday, 7));
  EXPECT_EQ(record->work_date, kMonday);
  EXPECT_EQ(record->work_minutes(), 540);
  EXPECT_EQ(app_.read_attendance.Progress(id)->dates, 1);
  EXPECT_EQ(CheckInAt(id, Seoul(tuesday, 22))->progress.dates, 2);
}

TEST_F(AttendanceStore, HistoryIsNewestFirstPageByPage) {
  const auto id = Hire();
  Attend(id, kMonday, 5);
  const auto page = app_.read_attendance.History(id, std::nullopt, 2);
  ASSERT_EQ(page->size(), 2U);
  EXPECT_EQ(FormatDate(page->at(0).work_date), "2026-11-06");
  const auto next = app_.read_attendance.History(id, page->at(1).work_date, 9);
  ASSERT_EQ(next->size(), 3U);
  EXPECT_EQ(FormatDate(next->at(0).work_date), "2026-11-04");
}

TEST_F(AttendanceStore, PeopleShowTheDatesTowardsTheirNextReward) {
  const auto id = Hire();
  EXPECT_EQ(app_.read_employees.Get(id)->attendance.running(), 0);
  Attend(id, kMonday, 31);
  EXPECT_EQ(app_.read_employees.Get(id)->attendance.running(), 1);
  EXPECT_EQ(app_.read_employees.List({}, {}).at(0).attendance.running(), 1);
}

TEST_F(AttendanceStore, TablesHoldOneRecordForADate) {
  const auto id = Hire();
  ASSERT_TRUE(CheckInAt(id, Seoul(kMonday, 9)).ok());
  EXPECT_THROW(database_.session().Execute(
                   "INSERT INTO attendance_records (employee_id, work_date, status, check_in, "
                   "version, place) VALUES (?, '2026-11-02', 'CHECKED_IN', NOW(3), 1, '')",
                   {id.value()}),
               mysql::DuplicateKey);
  EXPECT_THROW(
      database_.session().Execute(
          "UPDATE attendance_records SET check_out = '2000-01-01', status = 'CHECKED_OUT'"),
      mysql::ServerError);
}

}  // namespace
}  // namespace erp::employee
