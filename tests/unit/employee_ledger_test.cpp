// The rules of the leave ledger.
#include <array>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

// An account with the sources of its operations, as a store keeps them.
class Ledger {
 public:
  Entry Post(EntryKind kind, std::int64_t minutes, const std::string& source = "s") {
    Operation operation;
    operation.kind = kind;
    operation.minutes = Minutes(minutes);
    operation.source = source;
    return account.Post(operation, sources[source], lots);
  }

  Entry Grant(std::int64_t minutes) { return Post(EntryKind::kGrant, minutes, "opening"); }
  Entry Adjust(std::int64_t minutes) { return Post(EntryKind::kAdjust, minutes, "adjustment"); }

  [[nodiscard]] std::int64_t available() const { return account.totals.available().count(); }

  Account account;
  std::map<std::string, SourceState> sources;
  LotBook lots;
};

constexpr auto kReserve = EntryKind::kReserve;
constexpr auto kConsume = EntryKind::kConsume;
constexpr auto kRelease = EntryKind::kRelease;

TEST(Bucket, EveryNameIsReadBack) {
  for (const auto bucket :
       {Bucket::kStatutory, Bucket::kReward, Bucket::kCompensatory, Bucket::kSpecial}) {
    EXPECT_EQ(ParseBucket(BucketName(bucket)), bucket);
  }
  EXPECT_EQ(BucketName(Bucket::kReward), "reward");
  EXPECT_EQ(ParseBucket("Reward"), std::nullopt);
}

TEST(Validity, BothEndsAreDaysOfUse) {
  const Validity year{ParseDate("2026-11-27"), ParseDate("2027-11-26")};
  EXPECT_FALSE(year.Covers(*ParseDate("2026-11-26")));
  EXPECT_TRUE(year.Covers(*ParseDate("2026-11-27")));
  EXPECT_TRUE(year.Covers(*ParseDate("2027-11-26")));
  EXPECT_FALSE(year.Covers(*ParseDate("2027-11-27")));
  EXPECT_TRUE(Validity().Covers(*ParseDate("1900-01-01")));
}

TEST(Ledger, AppliedEntriesChainToWhatIsAvailable) {
  Ledger ledger;
  EXPECT_EQ(ledger.Grant(7200).balance_after, Minutes(7200));
  const auto entry = ledger.Adjust(-240);
  EXPECT_TRUE(entry.applied());
  EXPECT_EQ(entry.number, 2);
  EXPECT_EQ(entry.balance_after, Minutes(6960));
  EXPECT_EQ(ledger.account.totals, (Totals{Minutes(6960), {}, {}}));
}

TEST(Ledger, AdjustmentBelowZeroIsRefusedAndChangesNothingButTheNumber) {
  Ledger ledger;
  ledger.Adjust(60);
  const auto refused = ledger.Adjust(-120);
  EXPECT_EQ(refused.refusal, "leave-insufficient");
  EXPECT_EQ(refused.number, 2);
  EXPECT_EQ(refused.change, Totals());
  EXPECT_EQ(refused.balance_after, Minutes(60));
  EXPECT_EQ(RefusalOf(refused).code, ErrorCode::kConflict);
  EXPECT_TRUE(ledger.Adjust(-60).applied());
  EXPECT_EQ(ledger.available(), 0);
}

TEST(Ledger, WhatIsReservedCannotBeAdjustedAway) {
  Ledger ledger;
  ledger.Grant(960);
  ASSERT_TRUE(ledger.Post(kReserve, 480).applied());
  EXPECT_FALSE(ledger.Adjust(-540).applied());
  EXPECT_TRUE(ledger.Adjust(-480).applied());
}

TEST(Ledger, RaisingANegativeBalanceIsAlwaysAllowed) {
  Ledger ledger;
  ASSERT_TRUE(ledger.Post(kConsume, 600).applied());
  EXPECT_EQ(ledger.available(), -600);
  EXPECT_TRUE(ledger.Adjust(60).applied());
  EXPECT_FALSE(ledger.Adjust(-60).applied());
}

TEST(Ledger, ReservationHoldsLeaveUntilItIsConsumed) {
  Ledger ledger;
  ledger.Grant(7200);
  const auto reserved = ledger.Post(kReserve, 960);
  EXPECT_EQ(reserved.change, (Totals{{}, {}, Minutes(960)}));
  EXPECT_EQ(ledger.available(), 6240);
  const auto consumed = ledger.Post(kConsume, 960);
  EXPECT_EQ(consumed.change, (Totals{{}, Minutes(960), Minutes(-960)}));
  EXPECT_EQ(ledger.available(), 6240);
  EXPECT_EQ(ledger.account.totals, (Totals{Minutes(7200), Minutes(960), {}}));
}

TEST(Ledger, ReleaseGivesBackExactlyWhatItsSourceReserved) {
  Ledger ledger;
  ledger.Grant(7200);
  ledger.Post(kReserve, 960, "a");
  ledger.Post(kReserve, 480, "b");
  const auto released = ledger.Post(kRelease, 5000, "a");
  EXPECT_TRUE(released.applied());
  EXPECT_EQ(released.change, (Totals{{}, {}, Minutes(-960)}));
  EXPECT_EQ(ledger.account.totals.reserved, Minutes(480));
  EXPECT_EQ(ledger.Post(kRelease, 480, "never reserved").change, Totals());
}

TEST(Ledger, ConsumptionIsNeverRefusedForTheBalanceAndNeedsNoReservation) {
  Ledger ledger;
  ledger.Grant(480);
  ASSERT_TRUE(ledger.Post(kReserve, 480, "a").applied());
  const auto consumed = ledger.Post(kConsume, 960, "b");
  EXPECT_TRUE(consumed.applied());
  EXPECT_EQ(consumed.change, (Totals{{}, Minutes(960), {}}));
  EXPECT_EQ(ledger.available(), -960);
}

TEST(Ledger, FirstOfConsumeAndReleaseClosesTheSource) {
  for (const auto first : {kConsume, kRelease}) {
    for (const auto later : {kConsume, kRelease, kReserve}) {
      Ledger ledger;
      ledger.Grant(7200);
      ledger.Post(kReserve, 480);
      ASSERT_TRUE(ledger.Post(first, 480).applied());
      const auto before = ledger.account.totals;
      EXPECT_EQ(ledger.Post(later, 480).refusal, "closed") << KindName(later);
      EXPECT_EQ(ledger.account.totals, before);
    }
  }
}

TEST(Ledger, ReservationThatComesAfterTheReleaseIsRefusedAsClosed) {
  Ledger ledger;
  ledger.Grant(7200);
  ASSERT_TRUE(ledger.Post(kRelease, 480).applied());
  EXPECT_EQ(ledger.Post(kReserve, 480).refusal, "closed");
  EXPECT_EQ(ledger.available(), 7200);
}

TEST(Ledger, TwoReservationsThatTogetherExceedWhatThereIs) {
  Ledger ledger;
  ledger.Grant(480);
  EXPECT_TRUE(ledger.Post(kReserve, 480, "a").applied());
  EXPECT_EQ(ledger.Post(kReserve, 480, "b").refusal, "leave-insufficient");
  ASSERT_TRUE(ledger.Post(kRelease, 480, "a").applied());
  EXPECT_TRUE(ledger.Post(kReserve, 480, "c").applied());
}

TEST(Ledger, SomebodyWhoHasLeftReservesNothingButIsSettled) {
  Ledger ledger;
  ledger.Grant(7200);
  ASSERT_TRUE(ledger.Post(kReserve, 480, "a").applied());
  ledger.account.active = false;
  EXPECT_EQ(ledger.Post(kReserve, 480, "b").refusal, "employee-inactive");
  EXPECT_TRUE(ledger.Post(kConsume, 480, "a").applied());
  EXPECT_TRUE(ledger.Post(kRelease, 480, "b").applied());
  EXPECT_TRUE(ledger.Adjust(-6720).applied());
}

TEST(Ledger, InvariantHoldsForAnySequence) {
  std::mt19937 random(20261121);
  const auto pick = [&](int most) { return std::uniform_int_distribution(0, most)(random); };
  constexpr std::array kKinds{EntryKind::kGrant, EntryKind::kAdjust, kReserve, kConsume, kRelease};
  Ledger ledger;
  Totals sum;
  std::int64_t before = 0;
  std::map<std::string, int> closings;
  for (std::int64_t n = 1; n <= 5000; ++n) {
    const auto kind = kKinds.at(static_cast<std::size_t>(pick(4)));
    const std::string source = std::to_string(pick(600));
    const std::int64_t minutes = kind == EntryKind::kAdjust ? pick(1000) - 600 : 1 + pick(900);
    const auto entry = ledger.Post(kind, minutes, source);
    ASSERT_EQ(entry.number, n);
    ASSERT_EQ(entry.balance_after.count(), before + entry.change.available().count());
    ASSERT_TRUE(entry.applied() || entry.change == Totals());
    if (entry.applied() && (kind == kConsume || kind == kRelease)) ++closings[source];
    sum = sum + entry.change;
    before = entry.balance_after.count();
    ASSERT_EQ(ledger.account.totals, sum);
    ASSERT_GE(sum.reserved, Minutes());
  }
  EXPECT_EQ(ledger.account.entries, 5000);
  Minutes open;
  for (const auto& [source, state] : ledger.sources) {
    EXPECT_LE(closings[source], 1);
    EXPECT_EQ(closings[source] == 1, state.closed);
    EXPECT_TRUE(!state.closed || state.reserved == Minutes());
    open = open + state.reserved;
  }
  EXPECT_EQ(open, sum.reserved);
}

TEST(OperationMistakes, IdAndSourceAreOfPlainCharacters) {
  Operation operation;
  operation.id = "leave:41:1:reserve";
  operation.source = "leave:41:1";
  operation.minutes = Minutes(1);
  EXPECT_TRUE(OperationMistakes(operation).empty());
  for (const std::string& bad :
       {std::string(), std::string("a b"), std::string("a\n"), std::string("a\0b", 3),
        std::string("한"), std::string("a/b"), std::string("'"), std::string(201, 'x')}) {
    operation.id = bad;
    operation.source = bad;
    EXPECT_EQ(OperationMistakes(operation).size(), 2U) << bad;
  }
}

TEST(AdjustmentMistake, ZeroAndMoreThanAYearAreRefused) {
  EXPECT_NE(AdjustmentMistake(Minutes()), std::nullopt);
  EXPECT_EQ(AdjustmentMistake(Minutes::OfDays(366)), std::nullopt);
  EXPECT_EQ(AdjustmentMistake(Minutes::OfDays(-366)), std::nullopt);
  EXPECT_NE(AdjustmentMistake(Minutes(366 * 480 + 60)), std::nullopt);
  EXPECT_NE(AdjustmentMistake(Minutes(-366 * 480 - 60)), std::nullopt);
}

TEST(KindNames, AreReadBack) {
  for (const auto kind : {EntryKind::kGrant, EntryKind::kAdjust, kReserve, kConsume, kRelease}) {
    EXPECT_EQ(ParseKind(KindName(kind)), kind);
  }
  EXPECT_EQ(ParseKind("grant"), std::nullopt);
}

}  // namespace
}  // namespace erp::employee
