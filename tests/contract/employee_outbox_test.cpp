// outbox::Source on the real database: what nobody delivered is claimed once, by one, in order.
#include <algorithm>

#include "contract/employee_fixture.h"
#include "employee/store/publishing/mysql_outbox.h"
#include "employee/store/publishing/outbox_table.h"
#include "support/environment.h"

namespace erp::employee {
namespace {

using EventIds = std::vector<std::string>;

EventIds IdsOf(const std::vector<outbox::Entry>& entries) {
  EventIds ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

class EmployeeOutbox : public EmployeeStore {
 protected:
  static constexpr std::chrono::milliseconds kLease{400};

  static OutgoingMessage Make(const std::string& id, const std::string& key = "1") {
    return {.id = id,
            .target = "bus",
            .topic = "employee-events",
            .key = key,
            .type = "employee.changed",
            .body = R"({"name":"김철수"})",
            .traceparent = "00-1-2-01",
            .time = Instant(std::chrono::milliseconds(1234))};
  }
  // Written by a transaction of `seconds` ago.
  void Put(const std::string& id, const std::string& key = "1", int seconds = 10) {
    auto message = Make(id, key);
    pool_.Transact([&](mysql::Session& session) { AppendToOutbox(session, message); });
    pool_.Acquire()->Execute(
        "UPDATE outbox SET written_at = UTC_TIMESTAMP(3) - INTERVAL ? SECOND WHERE number = ?",
        {seconds, std::stoll(message.place)});
  }
  // As if the leases of now had ended.
  void EndLeases() {
    pool_.Acquire()->Execute("UPDATE outbox SET leased_until = UTC_TIMESTAMP(3)");
  }

  MysqlOutbox first_{pool_};
  MysqlOutbox second_{pool_};
};

TEST_F(EmployeeOutbox, AnEntryComesBackByteForByte) {
  Put("employee:1:1");
  const auto entries = first_.ClaimAbandoned(10);
  ASSERT_EQ(entries.size(), 1U);
  const auto message = Make("employee:1:1");
  EXPECT_EQ(entries[0].id, message.id);
  EXPECT_EQ(entries[0].target, message.target);
  EXPECT_EQ(entries[0].topic, message.topic);
  EXPECT_EQ(entries[0].key, message.key);
  EXPECT_EQ(entries[0].type, message.type);
  EXPECT_EQ(entries[0].body, message.body);
  EXPECT_EQ(entries[0].traceparent, message.traceparent);
  EXPECT_EQ(entries[0].time, message.time);
}

TEST_F(EmployeeOutbox, WhatWasCommittedJustNowIsLeftToTheFastPath) {
  auto message = Make("employee:1:1");
  pool_.Transact([&](mysql::Session& session) { AppendToOutbox(session, message); });
  MysqlOutbox patient(pool_, {.settle = std::chrono::hours(1)});
  EXPECT_TRUE(patient.ClaimAbandoned(10).empty());
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(5),
                               [&] { return first_.ClaimAbandoned(10).size() == 1; }));
}

TEST_F(EmployeeOutbox, ATransactionUnderWayIsNeitherSeenNorWaitedFor) {
  Put("employee:1:1");
  auto open = pool_.Acquire();
  open->Begin();
  auto message = Make("employee:1:2");
  AppendToOutbox(*open, message);
  EXPECT_EQ(IdsOf(first_.ClaimAbandoned(10)), EventIds{"employee:1:1"});
  EXPECT_EQ(first_.Measure().entries, 1U);
  open->RollBack();
}

TEST_F(EmployeeOutbox, ALeaseKeepsOthersOutUntilItEnds) {
  Put("employee:1:1");
  MysqlOutbox brief(pool_, {.lease = kLease});
  ASSERT_EQ(brief.ClaimAbandoned(10).size(), 1U);
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(5),
                               [&] { return second_.ClaimAbandoned(10).size() == 1; }));
  EXPECT_TRUE(first_.ClaimAbandoned(10).empty());
}

TEST_F(EmployeeOutbox, WhatWasClaimedBeforeACrashIsClaimedAgainWhenTheLeaseEnds) {
  Put("employee:1:1");
  ASSERT_EQ(first_.ClaimAbandoned(10).size(), 1U);
  EXPECT_TRUE(second_.ClaimAbandoned(10).empty());
  EndLeases();
  const auto again = second_.ClaimAbandoned(10);
  EXPECT_EQ(IdsOf(again), EventIds{"employee:1:1"});
  first_.MarkDone(again);
  EndLeases();
  EXPECT_TRUE(first_.ClaimAbandoned(10).empty());
}

TEST_F(EmployeeOutbox, ReplicasThatClaimAtOnceShareTheEntriesWithoutOverlap) {
  constexpr int kEntries = 600;  // more than one list
  for (int i = 1; i <= kEntries; ++i) Put("employee:" + std::to_string(i) + ":1");
  MysqlOutbox patient(pool_, {.lease = std::chrono::minutes(10)});
  std::mutex mutex;
  EventIds all;
  InParallel(
      [&](int) {
        for (int round = 0; round < 3; ++round) {
          const auto claimed = IdsOf(patient.ClaimAbandoned(250));
          const std::lock_guard lock(mutex);
          all.insert(all.end(), claimed.begin(), claimed.end());
        }
      },
      8);
  EXPECT_TRUE(patient.ClaimAbandoned(1000).empty()) << "all of them were taken";
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kEntries));
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end()) << "each by one";
}

TEST_F(EmployeeOutbox, EntriesComeInTheOrderInWhichTheyWereWrittenUpToTheLimit) {
  Put("employee:2:1", "2", 30);
  Put("employee:1:1", "1", 10);
  Put("employee:1:2", "1", 20);
  Put("employee:1:3", "1", 10);
  EXPECT_EQ(IdsOf(first_.ClaimAbandoned(3)),
            (EventIds{"employee:2:1", "employee:1:1", "employee:1:2"}));
  EXPECT_EQ(IdsOf(first_.ClaimAbandoned(3)), EventIds{"employee:1:3"});
}

TEST_F(EmployeeOutbox, ForgettingTwiceOrWhatIsGoneIsFine) {
  Put("employee:1:1");
  Put("employee:2:1");
  auto entries = first_.ClaimAbandoned(1);
  first_.MarkDone(entries);
  first_.MarkDone(entries);
  first_.MarkDone({});
  entries[0].place = "999999";
  first_.MarkDone(entries);
  EXPECT_EQ(IdsOf(first_.ClaimAbandoned(10)), EventIds{"employee:2:1"});
  entries[0].place = "41a";
  EXPECT_THROW(first_.MarkDone(entries), std::logic_error);
}

TEST_F(EmployeeOutbox, WhatCannotBeReadIsSetAsideAndHoldsUpNobody) {
  Put("employee:1:1");
  Put("employee:2:1");
  Put("employee:3:1");
  database_.session().Execute("UPDATE outbox SET body = '{\"cut' WHERE event_id = 'employee:1:1'");
  database_.session().Execute("UPDATE outbox SET topic = '' WHERE event_id = 'employee:2:1'");
  EXPECT_EQ(IdsOf(first_.ClaimAbandoned(10)), EventIds{"employee:3:1"});
  const auto aside = database_.session().Query(
      "SELECT event_id, body, reason FROM outbox_set_aside ORDER BY number");
  ASSERT_EQ(aside.size(), 2U);
  EXPECT_EQ(aside[0].Text(0), "employee:1:1");
  EXPECT_EQ(aside[0].Text(1), "{\"cut");
  EXPECT_EQ(aside[0].Text(2), "the body is no JSON object");
  EXPECT_EQ(aside[1].Text(2), "no topic");
  const auto measured = first_.Measure();
  EXPECT_EQ(measured.set_aside, 2U);
  EXPECT_EQ(measured.entries, 1U);
}

TEST_F(EmployeeOutbox, MeasuringSaysHowManyWaitAndHowOldTheOldestIs) {
  EXPECT_EQ(first_.Measure().entries, 0U);
  EXPECT_EQ(first_.Measure().oldest.count(), 0);
  Put("employee:1:1", "1", 100);
  Put("employee:1:2", "1", 50);
  const auto measured = first_.Measure();
  EXPECT_EQ(measured.entries, 2U);
  EXPECT_GE(measured.oldest, std::chrono::seconds(100));
  EXPECT_LT(measured.oldest, std::chrono::seconds(200));
  EXPECT_EQ(MysqlOutbox(pool_, {.measured = 1}).Measure().entries, 1U);
}

}  // namespace
}  // namespace erp::employee
