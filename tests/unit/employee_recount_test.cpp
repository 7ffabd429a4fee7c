// Leave that was taken is counted again when calendars change.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/recount_leave.h"
#include "employee_memory_ledger.h"

namespace erp::employee {
namespace {

constexpr EmployeeId kPerson(7);
constexpr Minutes kDay(480);
const Validity kYear{ParseDate("2027-01-01").value(), ParseDate("2027-12-31").value()};

Date On(const std::string& text) { return ParseDate(text).value(); }
Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }
LeaveDay Whole(const std::string& date) { return {On(date), {Minutes(0), kDay}}; }
Holiday Off(Date date, std::optional<DayHalf> half = std::nullopt) {
  return {date, "휴무", HolidayKind::kCompany, half, ""};
}

class SetCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override { return {pattern, all, CalendarVersion(version)}; }
  Holidays All() override { return all; }
  void Put(const std::vector<Holiday>& holidays) override {
    all = all.With(holidays);
    ++version;
  }
  void Remove(const std::vector<Holiday>&) override {
    all = {};
    ++version;
  }
  WeeklyPattern pattern = WeeklyPattern::MondayToFriday(kDay);
  Holidays all;
  std::int64_t version = 1;
};

class Notifying final : public NotifyingLedger {
 public:
  explicit Notifying(LeaveLedger& ledger) : ledger_(ledger) {}
  Result<Posting> Post(EmployeeId employee,
                       const std::vector<Operation>& operations,
                       const LeaveNotice& notice) override {
    auto posting = ledger_.Post(employee, operations);
    if (posting && posting->entry.applied() && !posting->replayed) notices.push_back(notice);
    return posting;
  }
  std::vector<LeaveNotice> notices;

 private:
  LeaveLedger& ledger_;
};

class LeaveRecount : public testing::Test {
 protected:
  LeaveRecount() {
    people_.all = {HiredOn(7, std::nullopt)};
    clock_.date = On("2027-03-01");
  }
  void Grant(int days, Validity validity, Bucket bucket = Bucket::kStatutory) {
    const auto id = std::string("grant:").append(std::to_string(++operations_));
    (void)ledger_.Post(kPerson, {{.id = id,
                                  .kind = EntryKind::kGrant,
                                  .minutes = Minutes::OfDays(days),
                                  .source = id,
                                  .on = clock_.date,
                                  .bucket = bucket,
                                  .validity = validity}});
  }
  void Post(const std::string& source, EntryKind kind, const std::vector<LeaveDay>& days) {
    Operation operation{.id = source + KindName(kind),
                        .kind = kind,
                        .minutes = TotalOf(days),
                        .source = source,
                        .on = clock_.date};
    if (kind == EntryKind::kReserve) operation.days = days;
    ASSERT_TRUE(ledger_.Post(kPerson, {operation}).value().entry.applied());
  }
  void Take(const std::string& source, const std::vector<LeaveDay>& days) {
    Post(source, EntryKind::kReserve, days);
    Post(source, EntryKind::kConsume, days);
  }
  JobReport Run(bool dry_run = false) { return job_.Run({}, clock_.date, dry_run); }
  Minutes Left(const std::string& date = "2027-03-01") {
    return ledger_.Balance(kPerson, On(date)).value().available();
  }

  int operations_ = 0;
  DateClock clock_;
  MemoryPeople people_;
  MemoryLedger ledger_;
  Notifying notifying_{ledger_};
  SetCalendars calendars_;
  RecountLeave job_{people_, ledger_, notifying_, calendars_,
                    CompanyClock(clock_, TimeZone("Asia/Seoul"))};
};

TEST_F(LeaveRecount, AHolidayGivesBackWhatItCoversOnceAndSaysSo) {
  Grant(15, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16")});
  EXPECT_EQ(Run().changes, 0) << "nothing has changed";
  calendars_.Put({Off(On("2027-03-15"))});
  EXPECT_THAT(Run(true).lines, testing::ElementsAre("ADJUST 7 480 recount:leave:1:2027-03-15:2:1"));
  EXPECT_EQ(Left(), Minutes::OfDays(13)) << "a dry run only prints";
  EXPECT_TRUE(notifying_.notices.empty());
  EXPECT_EQ(Run().changes, 1);
  EXPECT_EQ(Left(), Minutes::OfDays(14));
  ASSERT_EQ(notifying_.notices.size(), 1U);
  EXPECT_EQ(notifying_.notices[0].recipient, kPerson);
  EXPECT_EQ(notifying_.notices[0].kind, "LEAVE_RECOUNTED");
  EXPECT_EQ(notifying_.notices[0].text.English(),
            "Calendars were changed: 480 minutes of the leave on 2027-03-15 are given back.");
  const auto line = ledger_.Entries(kPerson).back().operation;
  EXPECT_EQ(line.kind, EntryKind::kAdjust);
  EXPECT_EQ(line.validity, kYear);
  EXPECT_EQ(line.source, "recount:leave:1");
  EXPECT_EQ(line.reason, "근무 달력 변경: 2027-03-15");
  EXPECT_EQ(Run().changes, 0) << "a second one changes nothing";
  EXPECT_EQ(notifying_.notices.size(), 1U);
}

TEST_F(LeaveRecount, AHolidayThatIsTakenBackTakesItsMinutesAgainFromTheSameLot) {
  Grant(15, kYear);
  Grant(15, {On("2027-01-01"), On("2027-06-30")}, Bucket::kReward);
  Take("leave:1", {Whole("2027-08-16")});  // the reward has ended by then
  calendars_.Put({Off(On("2027-08-16"))});
  Run();
  EXPECT_EQ(Left("2027-08-16"), Minutes::OfDays(15));
  calendars_.Remove({});
  EXPECT_THAT(Run().lines, testing::ElementsAre("ADJUST 7 -480 recount:leave:1:2027-08-16:3:2"));
  EXPECT_EQ(Left("2027-08-16"), Minutes::OfDays(14));
  EXPECT_EQ(Left("2027-03-01"), Minutes::OfDays(29));
  EXPECT_EQ(notifying_.notices.back().text.English(),
            "Calendars were changed: the leave on 2027-08-16 takes 480 minutes more.");
}

TEST_F(LeaveRecount, AHalfHolidayGivesBackItsHalfOfWhatWasTaken) {
  Grant(15, kYear);
  Take("leave:1", {Whole("2027-03-15")});
  Take("leave:2", {{On("2027-03-16"), {Minutes(0), Minutes(240)}}});
  Take("leave:3", {{On("2027-03-17"), {Minutes(180), Minutes(300)}}});
  calendars_.Put({Off(On("2027-03-15"), DayHalf::kPm), Off(On("2027-03-16"), DayHalf::kPm),
                  Off(On("2027-03-17"), DayHalf::kPm)});
  EXPECT_THAT(Run().lines, testing::ElementsAre("ADJUST 7 240 recount:leave:1:2027-03-15:2:1",
                                                "ADJUST 7 60 recount:leave:3:2027-03-17:2:1"));
}

TEST_F(LeaveRecount, WhatWaitsOrNamesNoDateIsLeftAlone) {
  Grant(15, kYear);
  Post("leave:1", EntryKind::kReserve, {Whole("2027-03-15")});
  Post("leave:2", EntryKind::kConsume, {Whole("2027-03-15")});
  calendars_.Put({Off(On("2027-03-15")), Off(On("2027-03-01"))});
  EXPECT_EQ(Run().changes, 0);
  Post("leave:1", EntryKind::kConsume, {Whole("2027-03-15")});
  EXPECT_EQ(Run().changes, 1) << "it was approved";
}

TEST_F(LeaveRecount, OfEarlierDatesOnlyAHolidayIsGivenBack) {
  Grant(15, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16"), Whole("2027-03-17")});
  clock_.date = On("2027-03-17");
  calendars_.pattern = WeeklyPattern::MondayToFriday(Minutes(360));
  calendars_.Put({Off(On("2027-03-15"))});
  EXPECT_THAT(Run().lines, testing::ElementsAre("ADJUST 7 480 recount:leave:1:2027-03-15:2:1",
                                                "ADJUST 7 120 recount:leave:1:2027-03-17:2:1"));
}

TEST_F(LeaveRecount, DatesBetweenThatTookNothingAreCountedWhenTheyAreWorkdaysNow) {
  Grant(15, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-17")});
  EXPECT_THAT(Run().lines, testing::ElementsAre("ADJUST 7 -480 recount:leave:1:2027-03-16:1:1"));
  EXPECT_EQ(Left(), Minutes::OfDays(12));
  EXPECT_EQ(Run().changes, 0);
}

TEST_F(LeaveRecount, WhatThereIsNotEnoughLeaveForIsRefusedOnceForEachVersion) {
  Grant(2, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-17")});
  EXPECT_EQ(Run().failures, 1);
  EXPECT_EQ(ledger_.Entries(kPerson).back().refusal, "leave-insufficient");
  EXPECT_TRUE(notifying_.notices.empty());
  EXPECT_EQ(Run().failures, 0);
  Grant(1, kYear);
  EXPECT_EQ(Run().changes, 0);
  ++calendars_.version;
  EXPECT_EQ(Run().changes, 1);
  EXPECT_EQ(Left(), Minutes(0));
}

TEST_F(LeaveRecount, WhatIsGivenBackGoesToTheLotThatEndsLast) {
  Grant(1, {On("2027-01-01"), On("2027-06-30")}, Bucket::kReward);
  Grant(15, kYear);
  ASSERT_TRUE(ledger_
                  .Post(kPerson, {{.id = "x",
                                   .kind = EntryKind::kAdjust,
                                   .minutes = Minutes(-240),
                                   .source = "x",
                                   .on = clock_.date}})
                  .value()
                  .entry.applied());
  Take("leave:1", {Whole("2027-03-15")});
  calendars_.Put({Off(On("2027-03-15"), DayHalf::kAm)});
  Run();
  EXPECT_EQ(ledger_.Entries(kPerson).back().operation.validity, kYear);
  calendars_.Put({Off(On("2027-03-15"))});
  Run();
  EXPECT_EQ(ledger_.Entries(kPerson).back().operation.bucket, Bucket::kReward);
  EXPECT_EQ(Left(), Minutes::OfDays(15) + Minutes(240));
}

// Random leave and holidays: after each recount the balance is that of a slow reference, which
// counts every whole day by the calendar of now, and a second recount changes nothing.
TEST_F(LeaveRecount, ManyChangesComeToWhatTheLastCalendarSays) {
  std::mt19937 random(20261127);
  const auto below = [&random](int limit) { return static_cast<int>(random() % limit); };
  Grant(300, {On("2027-01-01"), On("2027-09-30")});
  Grant(300, kYear);
  std::vector<std::pair<Date, int>> leaves;  // of one day or of some
  Date next = On("2027-03-02");
  for (int n = 0; n < 40; ++n) {
    next = Plus(next, 1 + below(4));
    const int length = 1 + below(5);
    std::vector<LeaveDay> days;
    for (int i = 0; i < length; ++i) {
      const auto minutes = calendars_.Of(kPerson).MinutesOn(Plus(next, i));
      if (minutes > Minutes()) days.push_back({Plus(next, i), {Minutes(), minutes}});
    }
    if (!days.empty()) {
      Take(std::string("leave:").append(std::to_string(n)), days);
      leaves.emplace_back(days.front().date,
                          static_cast<int>((std::chrono::sys_days(days.back().date) -
                                            std::chrono::sys_days(days.front().date))
                                               .count()));
    }
    next = Plus(next, length);
  }
  const auto reference = [&] {
    auto left = Minutes::OfDays(600);
    for (const auto& [first, more] : leaves) {
      for (int i = 0; i <= more; ++i) {
        left = left - calendars_.Of(kPerson).MinutesOn(Plus(first, i));
      }
    }
    return left;
  };
  for (int round = 0; round < 25; ++round) {
    std::vector<Holiday> holidays;
    for (int n = 0; n < 12; ++n) {
      const auto half = below(3);
      holidays.push_back(
          Off(Plus(On("2027-03-02"), below(200)), half == 0   ? std::optional(DayHalf::kAm)
                                                  : half == 1 ? std::optional(DayHalf::kPm)
                                                              : std::nullopt));
    }
    if (below(3) == 0) calendars_.Remove({});
    calendars_.Put(holidays);
    const auto report = Run();
    EXPECT_EQ(report.failures, 0);
    ASSERT_EQ(Left("2027-05-01"), reference()) << "round " << round;
    EXPECT_EQ(Run().changes, 0) << "round " << round;
  }
}

}  // namespace
}  // namespace erp::employee
