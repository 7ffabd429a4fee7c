// Approved leave that is canceled goes back to where it came from, once.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/leave/expire_leave.h"
#include "employee_recount_fixture.h"

namespace erp::employee {
namespace {

using namespace test;

class Cancellation : public LeaveRecount {
 protected:
  Result<Posting> TryCancel(const std::string& source,
                            const std::optional<std::string>& first = std::nullopt,
                            const std::string& suffix = "") {
    Operation cancel{.id = source + ":cancel" + suffix,
                     .kind = EntryKind::kCancel,
                     .source = source,
                     .on = clock_.date};
    if (first) cancel.validity.from = On(*first);
    return ledger_.Post(kPerson, {cancel});
  }
  Entry Cancel(const std::string& source, const std::optional<std::string>& first = std::nullopt) {
    return TryCancel(source, first).value().entry;
  }
  Lot LotUntil(const std::string& date) {
    for (const auto& lot : ledger_.lots(kPerson).lots()) {
      if (lot.validity.to == On(date)) return lot;
    }
    return {};
  }
  void ExpectBookFollowsFromEntries() {
    LotBook followed;
    for (const auto& entry : ledger_.Entries(kPerson)) followed.Follow(entry);
    EXPECT_THAT(followed.lots(), testing::UnorderedElementsAreArray(ledger_.lots(kPerson).lots()));
    EXPECT_THAT(followed.takings(),
                testing::UnorderedElementsAreArray(ledger_.lots(kPerson).takings()));
  }
  Minutes Consumed() { return ledger_.lots(kPerson).On(On("2027-03-01")).consumed; }

  const Validity first_half_{On("2027-01-01"), On("2027-06-30")};
};

TEST_F(Cancellation, EverythingGoesBackToTheLotsThatItCameFrom) {
  Grant(1, first_half_);
  Grant(10, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16"), Whole("2027-03-17")});
  const auto entry = Cancel("leave:1");
  EXPECT_EQ(entry.operation.minutes, Minutes::OfDays(3));
  EXPECT_EQ(entry.change, (Totals{{}, -Minutes::OfDays(3), {}}));
  EXPECT_EQ(LotUntil("2027-06-30").left(), Minutes::OfDays(1));
  EXPECT_EQ(LotUntil("2027-12-31").left(), Minutes::OfDays(10));
  EXPECT_EQ(entry.balance_after, Minutes::OfDays(11));
  EXPECT_TRUE(ledger_.lots(kPerson).takings().empty());
  Take("leave:2", {Whole("2027-03-15")});
  ExpectBookFollowsFromEntries();
}

TEST_F(Cancellation, OnlyDatesFromTheNamedOneOnGoBack) {
  Grant(10, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16"), Whole("2027-03-17")});
  const auto entry = Cancel("leave:1", "2027-03-16");
  EXPECT_EQ(entry.operation.minutes, Minutes::OfDays(2));
  EXPECT_THAT(entry.operation.days, testing::ElementsAre(Whole("2027-03-16"), Whole("2027-03-17")));
  EXPECT_EQ(Left(), Minutes::OfDays(9));
  EXPECT_EQ(Run().changes, 0) << "what is left of it is counted as before";
  ExpectBookFollowsFromEntries();
}

TEST_F(Cancellation, APartOfADayGoesBackAsThatPart) {
  Grant(10, kYear);
  const LeaveDay afternoon{On("2027-03-15"), {Minutes(240), kDay}};
  Take("leave:1", {afternoon});
  EXPECT_THAT(Cancel("leave:1").operation.days, testing::ElementsAre(afternoon));
  EXPECT_EQ(Left(), Minutes::OfDays(10));
}

TEST_F(Cancellation, HappensOnceAndARepeatIsTheSame) {
  Grant(10, kYear);
  Take("leave:1", {Whole("2027-03-15")});
  Cancel("leave:1");
  const auto again = TryCancel("leave:1").value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.entry.operation.minutes, kDay);
  const auto other = TryCancel("leave:1", std::nullopt, ":other").value();
  EXPECT_EQ(other.entry.refusal, "closed");
  EXPECT_EQ(other.entry.operation.minutes, Minutes());
  EXPECT_EQ(TryCancel("leave:1", "2027-03-16").error().slug, "operation-id-reused");
  EXPECT_EQ(Left(), Minutes::OfDays(10));
}

TEST_F(Cancellation, ComesAfterTheConsumeOrIsNotStored) {
  Grant(10, kYear);
  EXPECT_EQ(TryCancel("leave:1").error().slug, "leave-not-consumed");
  Post("leave:1", EntryKind::kReserve, {Whole("2027-03-15")});
  EXPECT_EQ(TryCancel("leave:1").error().slug, "leave-not-consumed");
  EXPECT_EQ(ledger_.Entries(kPerson).size(), 2U);
  Post("leave:1", EntryKind::kConsume, {Whole("2027-03-15")});
  EXPECT_TRUE(TryCancel("leave:1").value().entry.applied());
}

TEST_F(Cancellation, OfWhatWasReleasedIsRefused) {
  Grant(10, kYear);
  Post("leave:1", EntryKind::kReserve, {Whole("2027-03-15")});
  Post("leave:1", EntryKind::kRelease, {Whole("2027-03-15")});
  EXPECT_EQ(TryCancel("leave:1").value().entry.refusal, "closed");
  EXPECT_EQ(Left(), Minutes::OfDays(10));
}

TEST_F(Cancellation, AnAmountWithoutDatesGoesBackWhole) {
  Grant(10, kYear);
  ASSERT_TRUE(ledger_.Post(kPerson, {{.id = "consume",
                                      .kind = EntryKind::kConsume,
                                      .minutes = Minutes::OfDays(2),
                                      .source = "leave:1",
                                      .on = clock_.date}}));
  const auto entry = Cancel("leave:1");
  EXPECT_EQ(entry.operation.minutes, Minutes::OfDays(2));
  EXPECT_TRUE(entry.operation.days.empty());
  EXPECT_EQ(Left(), Minutes::OfDays(10));
}

TEST_F(Cancellation, IsAllowedWhileTheBalanceIsBelowNothing) {
  Grant(1, kYear);
  ASSERT_TRUE(ledger_.Post(kPerson, {{.id = "consume",
                                      .kind = EntryKind::kConsume,
                                      .minutes = Minutes::OfDays(3),
                                      .source = "leave:1",
                                      .on = clock_.date}}));
  EXPECT_EQ(Left(), -Minutes::OfDays(2));
  EXPECT_EQ(Cancel("leave:1").operation.minutes, Minutes::OfDays(3));
  EXPECT_EQ(Left(), Minutes::OfDays(1));
}

TEST_F(Cancellation, OfALotThatIsOverLapsesOrIsCarriedByTheRuleOfTheLot) {
  MemoryPromotions notices;
  ExpireLeave expire(ledger_, notices, CompanyClock(clock_, TimeZone("Asia/Seoul")),
                     {Minutes::OfDays(4), 90});
  Grant(5, first_half_);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16"), Whole("2027-03-17")});
  clock_.date = On("2027-07-01");
  expire.Run({}, clock_.date, false);  // carries 2 days over
  Cancel("leave:1");
  EXPECT_EQ(LotUntil("2027-06-30").left(), Minutes::OfDays(3)) << "visible until the next run";
  clock_.date = On("2027-07-02");
  expire.Run({}, clock_.date, false);
  EXPECT_EQ(LotUntil("2027-06-30").left(), Minutes());
  EXPECT_EQ(Left("2027-07-02"), Minutes::OfDays(4)) << "2 more are carried over, up to the most";
  EXPECT_EQ(expire.Run({}, clock_.date, false).changes, 0);
  ExpectBookFollowsFromEntries();
}

TEST_F(Cancellation, WhatARecountGaveBackIsNotGivenBackAgain) {
  Grant(10, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-16"), Whole("2027-03-17")});
  calendars_.Put({Off(On("2027-03-15")), Off(On("2027-03-16"), DayHalf::kAm)});
  Run();
  EXPECT_EQ(Left(), Minutes(10 * 480 - 240 - 480));
  EXPECT_EQ(Cancel("leave:1").operation.minutes, Minutes(240 + 480));
  EXPECT_EQ(Left(), Minutes::OfDays(10));
  EXPECT_EQ(Run().changes, 0) << "canceled dates are counted no more";
  calendars_.Remove({});
  EXPECT_EQ(Run().changes, 0);
  Take("leave:2", {Whole("2027-03-15"), Whole("2027-03-16")});
  ExpectBookFollowsFromEntries();
}

TEST_F(Cancellation, WhatARecountTookIsGivenBackToo) {
  calendars_.Put({Off(On("2027-03-16")), Off(On("2027-03-18"))});
  Grant(10, kYear);
  Take("leave:1", {Whole("2027-03-15"), Whole("2027-03-17"), Whole("2027-03-19")});
  calendars_.Remove({});
  Run();
  EXPECT_EQ(Left(), Minutes::OfDays(5));
  clock_.date = On("2027-03-02");
  const auto entry = Cancel("leave:1", "2027-03-17");
  EXPECT_EQ(entry.operation.minutes, Minutes::OfDays(2));
  EXPECT_EQ(Left(), Minutes::OfDays(8)) << "17 to 19 March; 15 and 16 were taken";
  const auto entries = ledger_.Entries(kPerson);
  const auto& line = entries[entries.size() - 2].operation;
  EXPECT_EQ(line.id, "recount:leave:1:2027-03-18:cancel:1");
  EXPECT_EQ(line.kind, EntryKind::kAdjust);
  EXPECT_EQ(line.minutes, kDay);
  EXPECT_EQ(line.validity, kYear);
  EXPECT_EQ(line.reason, "연차 취소: 2027-03-18");
  EXPECT_EQ(line.on, On("2027-03-02"));
  EXPECT_EQ(Run().changes, 0);
}

TEST_F(Cancellation, RecountAndCancellationTogetherGiveEachLotBackWhatItGave) {
  Grant(1, first_half_);
  Grant(10, kYear);
  // A date of which each lot gives a half.
  Take("leave:0", {{On("2027-03-12"), {Minutes(0), Minutes(240)}}});
  Take("leave:1", {Whole("2027-03-15")});
  calendars_.Put({Off(On("2027-03-15"), DayHalf::kAm)});
  Run();
  EXPECT_EQ(LotUntil("2027-12-31").left(), Minutes::OfDays(10)) << "given by the recount";
  EXPECT_EQ(Cancel("leave:1").operation.minutes, Minutes(240));
  EXPECT_EQ(LotUntil("2027-06-30").left(), Minutes(240));
  EXPECT_EQ(LotUntil("2027-12-31").left(), Minutes::OfDays(10));
}

// Property: whatever changed meanwhile, leave that is canceled leaves nothing behind, and what is
// left of the others is what the calendar says.
TEST_F(Cancellation, LeavesNothingBehindWhateverCalendarsDidMeanwhile) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    ledger_ = {};
    calendars_.Remove({});
    std::mt19937 random(seed);
    const auto below = [&random](int limit) { return static_cast<int>(random() % limit); };
    Grant(20, first_half_);
    Grant(300, kYear);
    struct Leave {
      std::string source;
      std::vector<Date> dates;
      Date last{};
    };
    std::vector<Leave> leaves;
    Date next = On("2027-03-02");
    for (int n = 0; n < 15; ++n) {
      Leave leave{std::string("leave:").append(std::to_string(n)), {}, {}};
      std::vector<LeaveDay> days;
      const int length = 1 + below(6);
      for (int i = 0; i < length; ++i) {
        const auto date = Plus(next, i);
        if (calendars_.Of(kPerson).MinutesOn(date) == Minutes()) continue;
        days.push_back({date, {Minutes(), kDay}});
        leave.dates.push_back(date);
      }
      next = Plus(next, length + below(3));
      if (days.empty()) continue;
      Take(leave.source, days);
      leave.last = leave.dates.back();
      leaves.push_back(std::move(leave));
    }
    for (int round = 0; round < 6; ++round) {
      for (int n = 0; n < 8; ++n) {
        calendars_.Put({Off(Plus(On("2027-03-02"), below(90)),
                            below(2) == 0 ? std::optional(DayHalf::kPm) : std::nullopt)});
      }
      if (below(3) == 0) calendars_.Remove({});
      EXPECT_EQ(Run().failures, 0);
      auto& leave = leaves[static_cast<std::size_t>(below(static_cast<int>(leaves.size())))];
      if (leave.dates.empty() || !leave.source.starts_with("leave:")) continue;
      const auto from = static_cast<std::ptrdiff_t>(below(static_cast<int>(leave.dates.size())));
      const auto posted =
          TryCancel(leave.source, FormatDate(leave.dates[static_cast<std::size_t>(from)]));
      if (posted.value().replayed || !posted.value().entry.applied()) continue;
      // Days off before the first date that is given back stay a part of the leave.
      leave.last = Plus(leave.dates[static_cast<std::size_t>(from)], -1);
      leave.dates.erase(leave.dates.begin() + from, leave.dates.end());
      leave.source.insert(leave.source.begin(), '-');  // canceled
    }
    Run();
    auto left = Minutes::OfDays(320);
    for (const auto& leave : leaves) {
      if (leave.dates.empty()) continue;
      for (Date date = leave.dates.front(); date <= leave.last; date = Plus(date, 1)) {
        left = left - calendars_.Of(kPerson).MinutesOn(date);
      }
    }
    ASSERT_EQ(Left(), left) << "seed " << seed;
    EXPECT_EQ(Run().changes, 0) << "seed " << seed;
    ExpectBookFollowsFromEntries();
  }
}

}  // namespace
}  // namespace erp::employee
