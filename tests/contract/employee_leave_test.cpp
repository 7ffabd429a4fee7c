// What the port LeaveLedger promises, on the real database.
#include <atomic>

#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

TEST_F(EmployeeStore, AdjustmentMovesTheBalance) {
  const auto id = Hire();
  EXPECT_EQ(Adjust(id, -0.125)->entry.balance_after, Minutes(7140));
  EXPECT_EQ(TotalsOf(id).available(), Minutes(7140));
  EXPECT_EQ(TotalsOf(id).granted, Minutes(7140));
  EXPECT_EQ(app_.read_employees.Get(id)->leave.available(), Minutes(7140));
  EXPECT_EQ(Adjust(EmployeeId(9), 1).error().slug, "employee-not-found");
  EXPECT_EQ(app_.read_balance.Run(EmployeeId(9)).error().slug, "employee-not-found");
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"applied\"} 1"));
}

TEST_F(EmployeeStore, RefusedAdjustmentIsStoredAndAnswersTheSameForEver) {
  const auto id = Hire();
  const auto refused = Adjust(id, -15.125, "key-1");
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->entry.refusal, "leave-insufficient");
  EXPECT_EQ(refused->entry.balance_after, Minutes(7200));
  ASSERT_TRUE(Adjust(id, 5)->entry.applied());
  const auto repeated = Adjust(id, -15.125, "key-1");
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.refusal, "leave-insufficient");
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(20));
  ExpectLedgerIsSound(id);
  EXPECT_TRUE(MetricIs("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"refused\"} 1"));
}

TEST_F(EmployeeStore, RepeatedAdjustmentCountsOnce) {
  const auto id = Hire();
  const auto first = Adjust(id, 1, "key-1");
  ASSERT_TRUE(Adjust(id, 2).ok());
  const auto repeated = Adjust(id, 1, "key-1");
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.balance_after, first->entry.balance_after);
  EXPECT_EQ(Adjust(id, 3, "key-1").error().code, ErrorCode::kKeyReused);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(18));
  // The same key for somebody else is another operation.
  EXPECT_FALSE(Adjust(Hire(), 1, "key-1")->replayed);
}

TEST_F(EmployeeStore, SimultaneousRepeatsCountOnce) {
  const auto id = Hire();
  std::atomic<int> fresh{0};
  InParallel([&](int) { fresh += Adjust(id, 1, "same-key")->replayed ? 0 : 1; });
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(16));
}

TEST_F(EmployeeStore, SimultaneousAdjustmentsSumExactlyAndChain) {
  const auto id = Hire();
  InParallel([&](int n) {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(Adjust(id, n % 2 == 0 ? 0.125 : -0.125).ok());
  });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger"), 1 + kThreads * 10);
  EXPECT_EQ(TotalsOf(id).available(), Minutes::OfDays(15));
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, SimultaneousWithdrawalsNeverGoBelowZero) {
  const auto id = Hire();
  std::atomic<int> applied{0};
  InParallel([&](int) {
    for (int i = 0; i < 2; ++i) applied += Adjust(id, -1)->entry.applied() ? 1 : 0;
  });
  EXPECT_EQ(applied, 15);
  EXPECT_EQ(TotalsOf(id).available(), Minutes());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE outcome = 'REFUSED'"),
            kThreads * 2 - 15);
  ExpectLedgerIsSound(id);
}

TEST_F(EmployeeStore, AGrantKeepsItsBucketAndTheDaysOfItsUse) {
  const auto id = Hire();
  Operation grant;
  grant.id = "attendance:17:1";
  grant.kind = EntryKind::kGrant;
  grant.minutes = Minutes::OfDays(1);
  grant.source = "attendance:17:1";
  grant.bucket = Bucket::kReward;
  grant.validity = {ParseDate("2026-11-27"), ParseDate("2027-11-26")};
  ASSERT_TRUE(app_.apply_operation.Run(id, grant).ok());
  const auto repeated = app_.apply_operation.Run(id, grant);
  ASSERT_TRUE(repeated.ok());
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->entry.operation.bucket, Bucket::kReward);
  EXPECT_EQ(repeated->entry.operation.validity, grant.validity);
  // Another bucket or other days make another operation of it.
  auto other = grant;
  other.bucket = Bucket::kSpecial;
  EXPECT_EQ(app_.apply_operation.Run(id, other).error().code, ErrorCode::kKeyReused);
  other = grant;
  other.validity.to = std::nullopt;
  EXPECT_EQ(app_.apply_operation.Run(id, other).error().code, ErrorCode::kKeyReused);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE bucket = 'reward' AND "
                  "valid_from = '2026-11-27' AND valid_to = '2027-11-26'"),
            1);
}

TEST_F(EmployeeStore, TablesRefuseInvalidValues) {
  const auto id = Hire();
  auto& session = database_.session();
  const std::string insert =
      "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, refusal, "
      "balance_after, source, at) VALUES (?, ?, ?, 'CONSUME', 480, 'REFUSED', ?, 0, 's', NOW(3))";
  session.Execute(insert, {id.value(), 2, "leave:7:1:consume", "closed"});
  EXPECT_THROW(session.Execute(insert, {id.value(), 3, "leave:7:1:consume", "closed"}),
               mysql::DuplicateKey);
  EXPECT_THROW(session.Execute(insert, {id.value(), 3, "leave:7:2:consume", mysql::Value()}),
               mysql::ServerError);
  for (const char* change :
       {"balance_minutes = balance_minutes + 1", "consumed_minutes = consumed_minutes + 1",
        "reserved_minutes = -1, balance_minutes = balance_minutes + 1"}) {
    EXPECT_THROW(session.Execute(std::string("UPDATE leave_accounts SET ") + change),
                 mysql::ServerError)
        << change;
  }
}

}  // namespace
}  // namespace erp::employee
