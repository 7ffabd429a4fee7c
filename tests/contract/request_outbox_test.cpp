#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "approval-request/store/mongo_outbox.h"
#include "approval-request/store/mongo_set_aside.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;

std::vector<std::string> IdsOf(const std::vector<outbox::Entry>& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

using Ids = std::vector<std::string>;

struct MongoOutboxTest : test::StoreTest {
  static constexpr std::chrono::milliseconds kLease{400};

  void Put(std::int64_t id, Instant now = At(1000)) {
    ASSERT_EQ(Insert(id, now), Documents::Inserted::kYes);
  }
  // A majority read sees the w:1 write of MarkDone a moment later.
  [[nodiscard]] bool Becomes(std::int64_t id, const Ids& expected) {
    return erp::test::Eventually(std::chrono::seconds(5), [&] { return OutboxOf(id) == expected; });
  }
  // What the pool has sent so far.
  int RoundTrips() {
    std::istringstream lines(database.registry.Text());
    int sent = 0;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("mongo_operation_seconds_count")) continue;
      sent += std::stoi(line.substr(line.rfind(' ')));
    }
    return sent;
  }
  [[nodiscard]] static Instant Now() { return SystemClock().Now(); }

  MongoOutbox first{pool, {.lease = kLease}};
  MongoOutbox second{pool, {.lease = kLease}};
};

TEST_F(MongoOutboxTest, ClaimsWhatWasLeftInItsOrderAndByteForByte) {
  Put(41);
  const auto submission = SubmissionOf(41);
  const auto entries = first.ClaimAbandoned(10);
  ASSERT_EQ(IdsOf(entries), (Ids{"step:41:1:1:1", "n:step:41:1:1:1:5"}));
  const auto message = encoder.Encode(submission.events[0]);
  EXPECT_EQ(entries[0].target, "bus");
  EXPECT_EQ(entries[0].topic, message.topic);
  EXPECT_EQ(entries[0].key, "41");
  EXPECT_EQ(entries[0].type, message.type);
  EXPECT_EQ(entries[0].body, message.body);
  EXPECT_EQ(entries[0].time, At(1000));
  EXPECT_EQ(entries[0].place, "41");
  EXPECT_TRUE(entries[0].traceparent.starts_with("00-"));
  EXPECT_EQ(entries[1].key, "5");
}

TEST_F(MongoOutboxTest, LeavesAloneWhatWasCommittedJustNow) {
  Put(41, Now());
  EXPECT_TRUE(first.ClaimAbandoned(10).empty());
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5),
                                    [&] { return !first.ClaimAbandoned(10).empty(); }));
}

TEST_F(MongoOutboxTest, ALeaseKeepsOthersOutUntilItExpires) {
  Put(41);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(first.ClaimAbandoned(10).size(), 2U);
  EXPECT_TRUE(second.ClaimAbandoned(10).empty());
  EXPECT_TRUE(first.ClaimAbandoned(10).empty());
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5),
                                    [&] { return second.ClaimAbandoned(10).size() == 2U; }));
  EXPECT_GE(std::chrono::steady_clock::now() - start, kLease - std::chrono::milliseconds(50));
}

TEST_F(MongoOutboxTest, ParallelClaimersShareTheWorkWithoutOverlap) {
  for (std::int64_t id = 1; id <= 20; ++id) Put(id);
  MongoOutbox long_lease(pool);
  std::vector<std::vector<outbox::Entry>> claimed(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : claimed) {
      threads.emplace_back([&] { mine = long_lease.ClaimAbandoned(100); });
    }
  }
  Ids all;
  for (const auto& mine : claimed) {
    for (const auto& id : IdsOf(mine)) all.push_back(id);
  }
  EXPECT_EQ(all.size(), 40U);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
}

TEST_F(MongoOutboxTest, ManyDocumentsAreClaimedInFewRoundTrips) {
  constexpr std::int64_t kDocuments = 200;
  for (std::int64_t id = 1; id <= kDocuments; ++id) Put(id, At(1000 + id));
  const auto before = RoundTrips();
  const auto entries = first.ClaimAbandoned(1000);
  EXPECT_EQ(entries.size(), 2U * kDocuments);
  EXPECT_EQ(RoundTrips() - before, 3) << "not one per document";
  EXPECT_TRUE(second.ClaimAbandoned(1000).empty());
}

TEST_F(MongoOutboxTest, ADocumentThatWasDeliveredMeanwhileIsNotTaken) {
  Put(41);
  const auto entries = first.ClaimAbandoned(10);
  first.MarkDone(entries);
  EXPECT_TRUE(Becomes(41, {}));
  EXPECT_FALSE(Raw(41).view().Find("claim"));
}

TEST_F(MongoOutboxTest, ClaimsTheOldestFirstAndStopsAtTheLimit) {
  Put(1, At(3000));
  Put(2, At(1000));
  Put(3, At(2000));
  EXPECT_EQ(IdsOf(first.ClaimAbandoned(3)),
            (Ids{"step:2:1:1:1", "n:step:2:1:1:1:5", "step:3:1:1:1", "n:step:3:1:1:1:5"}));
}

TEST_F(MongoOutboxTest, DoneEntriesAreForgottenAndTheVersionStays) {
  Put(41);
  const auto before = *documents.Find(RequestId(41));
  first.MarkDone(first.ClaimAbandoned(10));
  EXPECT_TRUE(Becomes(41, {}));
  EXPECT_EQ(documents.Find(RequestId(41)), before);
  const auto raw = Raw(41);
  EXPECT_FALSE(raw.view().Find("obAt"));
  EXPECT_FALSE(raw.view().Find("lease"));
  EXPECT_EQ(first.Measure().entries, 0U);
  EXPECT_TRUE(second.ClaimAbandoned(10).empty());
}

TEST_F(MongoOutboxTest, ForgettingTwiceAndForgettingTheUnknownAreFine) {
  Put(41);
  const auto entries = first.ClaimAbandoned(10);
  first.MarkDone(entries);
  first.MarkDone(entries);
  first.MarkDone({});
  auto unknown = entries;
  unknown[0].place = "999";
  first.MarkDone(unknown);
  EXPECT_TRUE(Becomes(41, {}));
}

TEST_F(MongoOutboxTest, WhatIsAddedMeanwhileStays) {
  Put(41);
  const auto entries = first.ClaimAbandoned(10);
  ASSERT_TRUE(documents.Update(RequestId(41), Deciding(true)));
  first.MarkDone(entries);
  EXPECT_TRUE(Becomes(41, {"step:41:1:2:1", "n:step:41:1:2:1:9", "settled:n:step:41:1:1:1:5"}));
  EXPECT_EQ(Raw(41).view().Time("obAt"), At(2000));
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5),
                                    [&] { return first.ClaimAbandoned(10).size() == 3U; }));
}

TEST_F(MongoOutboxTest, APartOfADocumentsEntriesCanBeDone) {
  Put(41);
  auto entries = first.ClaimAbandoned(10);
  entries.pop_back();
  first.MarkDone(entries);
  EXPECT_TRUE(Becomes(41, {"n:step:41:1:1:1:5"}));
}

TEST_F(MongoOutboxTest, MarksAndTransitionsAtOnceLoseNothing) {
  for (int i = 0; i < 20; ++i) {
    const std::int64_t id = 100 + i;
    Put(id);
    const auto entries = first.ClaimAbandoned(10);
    ASSERT_EQ(entries.size(), 2U);
    {
      const std::jthread marker([&] { first.MarkDone(entries); });
      const std::jthread decider(
          [&] { EXPECT_TRUE(documents.Update(RequestId(id), Deciding(true))); });
    }
    const std::string document = std::to_string(id);
    EXPECT_TRUE(Becomes(id, {"step:" + document + ":1:2:1", "n:step:" + document + ":1:2:1:9",
                             "settled:n:step:" + document + ":1:1:1:5"}));
    EXPECT_EQ(documents.Find(RequestId(id))->version, 2);
    pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", id}},
                             mongo::Document{{"$unset", mongo::Document{{"obAt", ""}}}});
  }
}

TEST_F(MongoOutboxTest, MeasuresHowMuchWaitsAndForHowLong) {
  EXPECT_EQ(first.Measure().entries, 0U);
  EXPECT_EQ(first.Measure().oldest.count(), 0);
  Put(1, Now() - std::chrono::seconds(30));
  Put(2, Now());
  const auto backlog = first.Measure();
  EXPECT_EQ(backlog.entries, 2U) << "documents";
  EXPECT_GE(backlog.oldest, std::chrono::seconds(29));
  EXPECT_LT(backlog.oldest, std::chrono::seconds(60));
}

TEST_F(MongoOutboxTest, TheBacklogIsCountedInItsIndexUpToItsLimit) {
  for (std::int64_t id = 1; id <= 30; ++id) Put(id);
  EXPECT_EQ(MongoOutbox(pool, {.measured = 10}).Measure().entries, 10U);
  const auto plan = pool.Acquire().Run(mongo::Document{
      {"explain",
       mongo::Document{{"count", kApprovals},
                       {"query", mongo::Document{{"obAt", mongo::Document{{"$gte", Instant()}}}}},
                       {"hint", kOutboxIndex},
                       {"limit", 10}}},
      {"verbosity", "executionStats"}});
  const auto stats = plan.view().Object("executionStats");
  EXPECT_EQ(stats.Integer("totalDocsExamined"), 0) << plan.DebugText();
  EXPECT_LE(stats.Integer("totalKeysExamined"), 11) << plan.DebugText();
}

// What another release, or somebody by hand, may have left in an outbox.
struct UnreadableEntry : MongoOutboxTest {
  void Spoil(std::int64_t id, const mongo::Value& entry) {
    pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", id}},
                             mongo::Document{{"$push", mongo::Document{{"outbox", entry}}}});
  }
  Ids Claim() {
    Ids ids;
    EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5), [&] {
      ids = IdsOf(first.ClaimAbandoned(1000));
      return !ids.empty();
    }));
    return ids;
  }
  MongoSetAside set_aside{pool};
};

TEST_F(UnreadableEntry, IsSetAsideAndHoldsNothingUp) {
  Put(1);
  Put(2);
  Spoil(1, mongo::Document{{"id", "foreign"}, {"payload", 7}});  // no target, topic, ...
  Spoil(1, mongo::Document{{"id", 12}, {"target", "bus"}});      // an id that is no text
  Spoil(1, "not even a document");
  EXPECT_EQ(IdsOf(first.ClaimAbandoned(1000)),
            (Ids{"step:1:1:1:1", "n:step:1:1:1:1:5", "step:2:1:1:1", "n:step:2:1:1:1:5"}));
  EXPECT_EQ(OutboxOf(1), (Ids{"step:1:1:1:1", "n:step:1:1:1:1:5"}));
  const auto kept = set_aside.List(10);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].document, RequestId(1));
  EXPECT_NE(kept[0].entry.find("foreign"), std::string::npos) << kept[0].entry;
  EXPECT_EQ(kept[2].entry, "\"not even a document\"");
  EXPECT_EQ(first.Measure().set_aside, 1U);
}

TEST_F(UnreadableEntry, LeavesTheOutboxAlsoWhenItIsTheOnlyOne) {
  Put(1);
  first.MarkDone(first.ClaimAbandoned(10));
  EXPECT_TRUE(Becomes(1, {}));
  Spoil(1, mongo::Document{{"a", 1}});
  pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", 1}},
                           mongo::Document{{"$set", mongo::Document{{"obAt", At(1000)}}}});
  EXPECT_TRUE(first.ClaimAbandoned(10).empty());
  EXPECT_EQ(first.Measure().entries, 0U);
  EXPECT_EQ(first.Measure().set_aside, 1U);
  EXPECT_EQ(documents.Find(RequestId(1))->version, 1);
}

TEST_F(UnreadableEntry, AnOutboxThatIsNoArrayHoldsNothingUp) {
  Put(1);
  Put(2);
  pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", 1}},
                           mongo::Document{{"$set", mongo::Document{{"outbox", "text"}}}});
  (void)pool.Acquire().InsertOne(
      kApprovals,
      mongo::Document{{"_id", "foreign"}, {"obAt", At(500)}, {"outbox", mongo::Array{}}});
  EXPECT_EQ(IdsOf(first.ClaimAbandoned(1000)), (Ids{"step:2:1:1:1", "n:step:2:1:1:1:5"}));
  ASSERT_EQ(set_aside.List(10).size(), 1U);
  EXPECT_EQ(set_aside.List(10)[0].entry, "\"text\"");
  EXPECT_EQ(OutboxOf(1), Ids{});
}

TEST_F(UnreadableEntry, CanBePutBackOnceItCanBeRead) {
  Put(1);
  auto whole = Raw(1).view().List("outbox")[0].Object();
  Spoil(1, mongo::Document{{"id", "late"},
                           {"target", whole.Text("target")},
                           {"topic", whole.Text("topic")},
                           {"key", "1"},
                           {"type", whole.Text("type")},
                           {"body", "{}"},
                           {"trace", ""}});
  EXPECT_EQ(Claim().size(), 2U);
  EXPECT_EQ(set_aside.PutBack(RequestId(1)), 1U);
  EXPECT_EQ(set_aside.PutBack(RequestId(1)), 0U);
  EXPECT_EQ(OutboxOf(1).size(), 3U);
  EXPECT_EQ(Claim().size(), 2U) << "still unreadable, so set aside again";
  ASSERT_EQ(set_aside.List(10).size(), 1U);
  pool.Acquire().UpdateOne(
      kApprovals, mongo::Document{{"_id", 1}},
      mongo::Document{{"$set", mongo::Document{{"setAside.0.entry.time", At(1000)}}}});
  EXPECT_EQ(set_aside.PutBack(RequestId(1)), 1U);
  EXPECT_EQ(Claim(), (Ids{"step:1:1:1:1", "n:step:1:1:1:1:5", "late"}));
  EXPECT_TRUE(set_aside.List(10).empty());
  EXPECT_EQ(first.Measure().set_aside, 0U);
}

}  // namespace
}  // namespace erp::approval_request
