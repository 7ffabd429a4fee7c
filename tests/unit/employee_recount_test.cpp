// Leave that was taken is counted again when calendars change.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee_recount_fixture.h"

namespace erp::employee {
namespace {

using namespace test;

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
