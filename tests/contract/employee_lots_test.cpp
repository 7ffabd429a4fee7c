// Lots and takings on the real database: many at once, a daemon from before, validity.
#include <atomic>
#include <random>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

constexpr WorkdayPart kMorning{Minutes(0), Minutes(240)};

class Lots : public EmployeeStore {
 protected:
  static Date Day(int offset) {
    const auto today = std::chrono::floor<std::chrono::days>(SystemClock().Now());
    return today + std::chrono::days(offset);
  }

  Result<Posting> Grant(EmployeeId id, const std::string& key, int days, Validity validity) {
    Operation grant{.id = key,
                    .kind = EntryKind::kGrant,
                    .minutes = Minutes::OfDays(days),
                    .source = key,
                    .bucket = Bucket::kReward,
                    .validity = validity};
    return app_.apply_operation.Run(id, grant);
  }

  Result<Posting> Reserve(EmployeeId id,
                          const std::string& source,
                          const std::vector<LeaveDay>& days) {
    return app_.apply_operation.Run(id, {.id = source + ":reserve",
                                         .kind = EntryKind::kReserve,
                                         .minutes = TotalOf(days),
                                         .source = source,
                                         .days = days});
  }

  Result<Posting> Close(EmployeeId id, EntryKind kind, const std::string& source, Minutes minutes) {
    return app_.apply_operation.Run(
        id,
        {.id = source + ":" + KindName(kind), .kind = kind, .minutes = minutes, .source = source});
  }
};

TEST_F(Lots, WhatIsShownIsWhatIsValidToday) {
  const auto id = Hire();
  ASSERT_TRUE(Grant(id, "past", 1, {Day(-30), Day(-1)}).ok());
  ASSERT_TRUE(Grant(id, "now", 2, {Day(-1), Day(30)}).ok());
  ASSERT_TRUE(Grant(id, "next", 4, {Day(40), Day(60)}).ok());
  EXPECT_EQ(TotalsOf(id).granted, Minutes::OfDays(17));
  EXPECT_EQ(app_.read_employees.Get(id)->leave.granted, Minutes::OfDays(17));
  EXPECT_EQ(app_.read_employees.List({}, {}).at(0).leave.granted, Minutes::OfDays(17));
  EXPECT_EQ(ledger_.Balance(id, Day(50))->available(), Minutes::OfDays(19));
  // What is shown is what is checked: 17 days are there, 18 are not.
  EXPECT_FALSE(Adjust(id, -18)->entry.applied());
  EXPECT_TRUE(Adjust(id, -17)->entry.applied());
  ExpectLedgerIsSound(id);
}

TEST_F(Lots, ADayIsTakenOnceHoweverManyAskForItAtOnce) {  // G5
  const auto id = Hire();
  std::atomic<int> applied{0};
  InParallel([&](int n) {
    const auto posting = Reserve(id, "leave:" + std::to_string(n) + ":1", {{Day(3), kMorning}});
    applied += posting->entry.applied() ? 1 : 0;
    if (posting->entry.applied()) return;
    EXPECT_EQ(posting->entry.refusal, "leave-overlap");
  });
  EXPECT_EQ(applied, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_takings"), 1);
  ExpectLedgerIsSound(id);
}

TEST_F(Lots, ARefusalNamesItsDayEverAfter) {
  const auto id = Hire();
  ASSERT_TRUE(Reserve(id, "a", {{Day(3), kMorning}})->entry.applied());
  EXPECT_EQ(Reserve(id, "b", {{Day(3), kMorning}})->entry.refused_date, Day(3));
  const auto repeated = Reserve(id, "b", {{Day(3), kMorning}});
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.refused_date, Day(3));
  // Another day is another request.
  EXPECT_EQ(Reserve(id, "b", {{Day(4), kMorning}}).error().code, ErrorCode::kKeyReused);
}

// Grants, reservations, what closes them, adjustments: whatever meets whatever.
TEST_F(Lots, MixedOperationsOfOnePersonAtOnceLeaveASoundLedger) {
  constexpr int kRounds = 6;
  for (int round = 0; round < kRounds; ++round) {
    const auto id = Hire();
    InParallel([&](int n) {
      std::mt19937 random(static_cast<unsigned>(round * kThreads + n));
      const auto pick = [&](int from, int to) {
        return std::uniform_int_distribution<int>(from, to)(random);
      };
      for (int i = 0; i < 4; ++i) {
        const auto name = id.str() + ":" + std::to_string(n) + ":" + std::to_string(i);
        const int what = pick(0, 4);
        if (what == 0) {
          EXPECT_TRUE(Grant(id, name, pick(1, 3), {Day(pick(-5, 0)), Day(pick(0, 20))}).ok());
        } else if (what == 1) {
          EXPECT_TRUE(Adjust(id, pick(0, 1) == 0 ? -1 : 0.5).ok());
        } else {
          const auto posting = Reserve(id, name, {{Day(pick(0, 30)), kMorning}});
          ASSERT_TRUE(posting.ok());
          if (!posting->entry.applied() || what == 2) continue;
          const auto kind = what == 3 ? EntryKind::kConsume : EntryKind::kRelease;
          EXPECT_TRUE(Close(id, kind, name, Minutes(240))->entry.applied());
        }
      }
    });
    ExpectLedgerIsSound(id);
    EXPECT_EQ(
        Count("SELECT COUNT(*) FROM leave_lots WHERE number = 0 AND employee_id = " + id.str()), 0)
        << "never below the limit";
  }
}

// A daemon from before appends entries and leaves lots behind.
TEST_F(Lots, AreCaughtUpAfterADaemonFromBeforeHasPosted) {
  const auto id = Hire();
  ASSERT_TRUE(Grant(id, "short", 1, {Day(-1), Day(5)}).ok());
  const auto append = [&](int number, const char* kind, int minutes, int after, int reserved,
                          int consumed, const char* source) {
    database_.session().Execute(
        "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, "
        "balance_after, source, at, reserved_change) VALUES (?, ?, ?, ?, ?, 'APPLIED', ?, ?, ?, ?)",
        {id.value(), number, "old:" + std::to_string(number), kind, minutes, after, source,
         SystemClock().Now(), reserved});
    database_.session().Execute(
        "UPDATE leave_accounts SET entries = entries + 1, reserved_minutes = reserved_minutes + ?, "
        "consumed_minutes = consumed_minutes + ?, balance_minutes = balance_minutes - ? "
        "WHERE employee_id = ?",
        {reserved, consumed, reserved + consumed, id.value()});
  };
  append(3, "RESERVE", 600, 7080, 600, 0, "leave:1:1");
  append(4, "CONSUME", 600, 7080, -600, 600, "leave:1:1");
  EXPECT_EQ(TotalsOf(id).available(), Minutes(7080)) << "the totals of the account meanwhile";
  const auto repeated = Close(id, EntryKind::kConsume, "leave:1:1", Minutes(600));
  EXPECT_EQ(repeated->entry.refusal, "closed");
  EXPECT_EQ(TotalsOf(id).available(), Minutes(7080));
  EXPECT_EQ(Count("SELECT granted_minutes - consumed_minutes FROM leave_lots WHERE bucket = "
                  "'reward'"),
            0)
      << "what ends first was taken first";
  ExpectLedgerIsSound(id);
}

TEST_F(Lots, ALongLeaveIsStoredDateByDate) {
  const auto id = Hire();
  std::vector<LeaveDay> days;
  for (int i = 0; i < 29; ++i) days.push_back({Day(i), kMorning});
  ASSERT_TRUE(Reserve(id, "long", days)->entry.applied());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_takings WHERE consumed = 0"), 29);
  ASSERT_TRUE(Close(id, EntryKind::kConsume, "long", Minutes(29 * 240))->entry.applied());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_takings WHERE consumed = 1"), 29);
  ExpectLedgerIsSound(id);
}

}  // namespace
}  // namespace erp::employee
