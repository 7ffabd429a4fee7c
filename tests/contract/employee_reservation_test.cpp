// What the port LeaveLedger promises about RESERVE, CONSUME and RELEASE, on the real database.
#include <array>
#include <atomic>
#include <random>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

constexpr auto kReserve = EntryKind::kReserve;
constexpr auto kConsume = EntryKind::kConsume;
constexpr auto kRelease = EntryKind::kRelease;

TEST_F(EmployeeStore, ReservedLeaveIsConsumedOnce) {
  const auto id = Hire();
  const auto reserved = Apply(id, kReserve, 2, "leave:7:1");
  EXPECT_FALSE(reserved->replayed);
  EXPECT_EQ(reserved->totals, (Totals{Minutes(7200), {}, Minutes(960)}));
  EXPECT_EQ(app_.read_employees.Get(id)->leave.available(), Minutes::OfDays(13));
  EXPECT_TRUE(Apply(id, kConsume, 2, "leave:7:1")->entry.applied());
  const auto repeated = Apply(id, kConsume, 2, "leave:7:1");
  EXPECT_TRUE(repeated->replayed);
  EXPECT_TRUE(repeated->entry.applied());
  EXPECT_EQ(repeated->totals, (Totals{Minutes(7200), Minutes(960), {}}));
  // What the reservation came to is still known, with the totals of now.
  EXPECT_TRUE(Apply(id, kReserve, 2, "leave:7:1")->replayed);
  EXPECT_EQ(Apply(id, kReserve, 2, "leave:7:1")->totals, repeated->totals);
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"CONSUME\",outcome=\"applied\"} 1"));
  EXPECT_TRUE(MetricIs("leave_operations_replayed_total 3"));
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, ReservationAfterTheReleaseIsRefusedForEver) {
  const auto id = Hire();
  EXPECT_TRUE(Apply(id, kRelease, 2, "leave:7:1")->entry.applied());
  EXPECT_EQ(Apply(id, kReserve, 2, "leave:7:1")->entry.refusal, "closed");
  const auto repeated = Apply(id, kReserve, 2, "leave:7:1");
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.refusal, "closed");
  EXPECT_EQ(Apply(id, kConsume, 2, "leave:7:1")->entry.refusal, "closed");
  EXPECT_EQ(TotalsOf(id), (Totals{Minutes(7200), {}, {}}));
  // The next round of the document is another source.
  EXPECT_TRUE(Apply(id, kReserve, 2, "leave:7:2")->entry.applied());
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, RefusedReservationStaysRefusedWhenLeaveComesBack) {
  const auto id = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 15, "leave:7:1")->entry.applied());
  EXPECT_EQ(Apply(id, kReserve, 0.125, "leave:8:1")->entry.refusal, "leave-insufficient");
  ASSERT_TRUE(Apply(id, kRelease, 15, "leave:7:1")->entry.applied());
  const auto repeated = Apply(id, kReserve, 0.125, "leave:8:1");
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.refusal, "leave-insufficient");
  EXPECT_EQ(repeated->totals.available(), Minutes::OfDays(15));
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, OneSourceOfTwoPeopleIsTwoSources) {
  const auto first = Hire();
  const auto second = Hire();
  ASSERT_TRUE(Apply(first, kRelease, 1, "leave:7:1")->entry.applied());
  EXPECT_TRUE(Apply(second, kReserve, 1, "leave:7:1", ":other")->entry.applied());
}

TEST_F(EmployeeStore, OperationIdStandsForOneOperationOnly) {
  const auto id = Hire();
  const auto other = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 2, "leave:7:1").ok());
  Operation operation;
  operation.id = "leave:7:1:RESERVE";
  operation.kind = kReserve;
  operation.minutes = Minutes(960);
  operation.source = "leave:7:1";
  ASSERT_TRUE(app_.apply_operation.Run(id, operation)->replayed);
  const auto reused = [&](EmployeeId who, auto change) {
    auto changed = operation;
    change(changed);
    const auto posting = app_.apply_operation.Run(who, changed);
    return !posting.ok() && posting.error().slug == "operation-id-reused";
  };
  EXPECT_TRUE(reused(id, [](Operation& o) { o.minutes = Minutes(480); }));
  EXPECT_TRUE(reused(id, [](Operation& o) { o.source = "leave:7:2"; }));
  EXPECT_TRUE(reused(id, [](Operation& o) { o.kind = kConsume; }));
  EXPECT_TRUE(reused(id, [](Operation& o) { o.kind = EntryKind::kGrant; }));
  EXPECT_TRUE(reused(id, [](Operation& o) { o.reason = "?"; }));
  EXPECT_TRUE(reused(other, [](Operation&) {}));
  EXPECT_TRUE(reused(other, [](Operation& o) { o.kind = EntryKind::kAdjust; }));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE number > 1"), 1);
  EXPECT_EQ(TotalsOf(other), (Totals{Minutes(7200), {}, {}}));
}

TEST_F(EmployeeStore, NothingIsStoredForAnUnknownPerson) {
  for (const auto kind : {kReserve, kConsume, kRelease, EntryKind::kGrant, EntryKind::kAdjust}) {
    EXPECT_EQ(Apply(EmployeeId(9), kind, 1, "leave:7:1").error().slug, "employee-not-found");
  }
  EXPECT_EQ(app_.deduct_leave.Run(EmployeeId(9), {.minutes = Minutes(60)}).error().slug,
            "employee-not-found");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger"), 0);
}

TEST_F(EmployeeStore, SomebodyWhoHasLeftReservesNothing) {
  const auto id = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 1, "leave:7:1")->entry.applied());
  ASSERT_TRUE(Leave(id));
  EXPECT_EQ(Apply(id, kReserve, 1, "leave:8:1")->entry.refusal, "employee-inactive");
  EXPECT_EQ(app_.deduct_leave.Run(id, {.minutes = Minutes(60)})->entry.refusal,
            "employee-inactive");
  EXPECT_TRUE(Apply(id, kConsume, 1, "leave:7:1")->entry.applied());
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, DeductionIsReservedAndConsumedAtOnce) {
  const auto id = Hire();
  const auto deducted =
      app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(2), .reason = "결근", .key = "key-1"});
  EXPECT_EQ(deducted->entry.operation.kind, kConsume);
  EXPECT_EQ(deducted->entry.balance_after, Minutes::OfDays(13));
  EXPECT_EQ(deducted->totals, (Totals{Minutes(7200), Minutes(960), {}}));
  ASSERT_TRUE(Adjust(id, 5).ok());
  const auto repeated =
      app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(2), .reason = "결근", .key = "key-1"});
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.balance_after, Minutes::OfDays(13));
  EXPECT_EQ(
      app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(3), .reason = "결근", .key = "key-1"})
          .error()
          .slug,
      "idempotency-key-reused");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE kind IN ('RESERVE', 'CONSUME')"), 2);
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, RefusedDeductionIsOneStoredRefusal) {
  const auto id = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 10, "leave:7:1")->entry.applied());
  const auto refused = app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(6), .key = "key-1"});
  EXPECT_EQ(refused->entry.refusal, "leave-insufficient");
  EXPECT_EQ(refused->totals.available(), Minutes::OfDays(5));
  EXPECT_EQ(refused->totals.reserved, Minutes::OfDays(10));
  ASSERT_TRUE(Apply(id, kRelease, 10, "leave:7:1")->entry.applied());
  const auto repeated = app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(6), .key = "key-1"});
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.refusal, "leave-insufficient");
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, OfFiftySimultaneousDeductionsThoseThatFitSucceed) {
  const auto id = Hire();
  ASSERT_TRUE(Adjust(id, 85).ok());
  std::atomic<int> applied{0};
  InParallel(
      [&](int) {
        const auto posting = app_.deduct_leave.Run(id, {.minutes = Minutes::OfDays(10)});
        applied += posting->entry.applied() ? 1 : 0;
      },
      50);
  EXPECT_EQ(applied, 10);
  EXPECT_EQ(TotalsOf(id), (Totals{Minutes::OfDays(100), Minutes::OfDays(100), {}}));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE outcome = 'REFUSED'"), 40);
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, OfTwoSimultaneousReservationsThatExceedTogetherOneIsRefused) {
  for (int round = 0; round < 20; ++round) {
    const auto id = Hire();
    std::atomic<int> applied{0};
    InParallel(
        [&](int n) {
          const auto posting = Apply(id, kReserve, 8, id.str() + ":" + std::to_string(n));
          applied += posting->entry.applied() ? 1 : 0;
        },
        2);
    EXPECT_EQ(applied, 1);
    ExpectLedgerIsSound(id);
  }
}

TEST_F(EmployeeStore, SimultaneousRepeatsOfOneOperationAreOneEntry) {
  const auto id = Hire();
  for (const auto kind : {EntryKind::kGrant, kReserve, kConsume, kRelease}) {
    std::atomic<int> fresh{0};
    InParallel([&](int) { fresh += Apply(id, kind, 1, "leave:7:1")->replayed ? 0 : 1; });
    EXPECT_EQ(fresh, 1) << KindName(kind);
  }
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger"), 5);
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, RaceForOneOperationIdOfTwoPeopleHasOneWinner) {
  for (int round = 0; round < 20; ++round) {
    const std::array people{Hire(), Hire()};
    std::atomic<int> applied{0};
    InParallel(
        [&](int n) {
          const auto posting = Apply(people.at(static_cast<std::size_t>(n)), kReserve, 1,
                                     "leave:" + std::to_string(round) + ":1");
          applied += posting.ok() ? 1 : 0;
          EXPECT_TRUE(posting.ok() || posting.error().slug == "operation-id-reused");
        },
        2);
    EXPECT_EQ(applied, 1);
  }
}

TEST_F(EmployeeStore, AnyInterleavingWithRepeatsKeepsTheInvariants) {
  constexpr int kSources = 12;
  const std::array people{Hire(), Hire(), Hire()};
  constexpr std::array kKinds{kReserve, kConsume, kRelease, EntryKind::kAdjust, EntryKind::kGrant};
  InParallel([&](int n) {
    std::mt19937 random(static_cast<unsigned>(20261121 + n));
    const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
    for (int i = 0; i < 60; ++i) {
      // Few sources and ids made of them: most operations meet a repeat or a rival.
      const auto person = static_cast<std::size_t>(pick(2));
      const auto kind = kKinds.at(static_cast<std::size_t>(pick(4)));
      const auto source =
          "leave:" +
          std::to_string(person * kSources + static_cast<std::size_t>(pick(kSources - 1))) + ":1";
      const double days = kind == EntryKind::kAdjust ? -1 : 4;
      const auto posting = Apply(people.at(person), kind, days, source);
      ASSERT_TRUE(posting.ok()) << posting.error().slug;
      ASSERT_EQ(posting->totals.available() + posting->totals.consumed + posting->totals.reserved,
                posting->totals.granted);
    }
  });
  for (const auto id : people) {
    ExpectLedgerIsSound(id);
    EXPECT_GE(TotalsOf(id).reserved, Minutes());
  }
  // Each operation id is there once, so the repeats were answered from what is stored.
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger"),
            3 + Count("SELECT COUNT(DISTINCT op_id) FROM leave_ledger WHERE kind <> 'GRANT' OR "
                      "source <> 'opening'"));
}

TEST_F(EmployeeStore, EntriesOfBeforeTheReservationsCountAsGranted) {
  const auto id = Hire();
  auto& session = database_.session();
  // As a daemon that knows nothing of reservations writes it, during a rolling update.
  ASSERT_TRUE(Apply(id, kReserve, 2, "leave:7:1").ok());
  session.Execute(
      "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, "
      "balance_after, source, at) VALUES (?, 3, 'old', 'ADJUST', -480, 'APPLIED', 5760, "
      "'adjustment', NOW(3))",
      {id.value()});
  session.Execute(
      "UPDATE leave_accounts SET entries = 3, granted_minutes = 6720, balance_minutes = 5760 "
      "WHERE employee_id = ?",
      {id.value()});
  ASSERT_TRUE(Apply(id, kConsume, 2, "leave:7:1").ok());
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, MigrationToReservationsMayRunAgain) {
  const auto id = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 2, "leave:7:1").ok());
  database_.session().Execute("DELETE FROM schema_migrations WHERE version = 4");
  EXPECT_EQ(mysql::Migrate(database_.options(), Migrations()), std::vector<int>{4});
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, ReservationIsFoundByAnIndexHoweverLongTheLedgerIs) {
  const auto id = Hire();
  ASSERT_TRUE(Apply(id, kReserve, 1, "leave:7:1").ok());
  const auto plan = database_.session().Query(
      "EXPLAIN SELECT l.number FROM leave_accounts a LEFT JOIN leave_ledger l "
      "ON l.source = 'leave:7:1' AND l.employee_id = a.employee_id WHERE a.employee_id = ?",
      {id.value()});
  ASSERT_EQ(plan.size(), 2U);
  EXPECT_EQ(plan[1].OptionalText(5), "leave_ledger_source");  // column "key"
}

}  // namespace
}  // namespace erp::employee
