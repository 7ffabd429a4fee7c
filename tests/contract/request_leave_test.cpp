// Leave documents in MongoDB: what settles them is one write, and old documents stay readable.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "approval-request/domain/reservation.h"
#include "approval-request/store/mongo_outbox.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using Ids = std::vector<std::string>;

struct MongoLeaveTest : test::StoreTest {
  Document PutLeave(std::int64_t id) {
    const auto submission = test::LeaveSubmission(id);
    EXPECT_EQ(documents.Insert(submission, EncodeAll(encoder, submission.events), std::nullopt),
              Documents::Inserted::kYes);
    return submission.document;
  }
  Documents::Change Settling(const Document& document, const LeaveAnswer& answer) {
    Documents::Change change{ApplyReservation(document, answer, Reply::kToClient, At(2000)), {}};
    change.messages = EncodeAll(encoder, change.transition.events);
    return change;
  }
};

TEST_F(MongoLeaveTest, ASubmittingDocumentReadsBackAndHoldsItsOperation) {
  const auto document = PutLeave(41);
  EXPECT_EQ(documents.Find(RequestId(41)), document);
  EXPECT_EQ(OutboxOf(41), Ids{"leave:41:1:reserve"});
  MongoOutbox outbox(pool);
  const auto entries = outbox.ClaimAbandoned(10);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].target, "leave");
  EXPECT_EQ(entries[0].key, "3");
}

TEST_F(MongoLeaveTest, AReservationOpensTheStepAndTakesItsEntryOutInOneWrite) {
  const auto document = PutLeave(41);
  const auto change = Settling(document, {.applied = true});
  ASSERT_TRUE(documents.Apply(change));
  EXPECT_EQ(documents.Find(RequestId(41)), After(document, change.transition));
  EXPECT_EQ(OutboxOf(41), (Ids{"step:41:1:1:1", "n:step:41:1:1:1:5"}));
  const auto raw = Raw(41);
  EXPECT_EQ(raw.view().Time("obAt"), At(2000));
  EXPECT_EQ(FirstBroken(RequestId(41), 2, raw.view().Text("auditHead"), AuditOf(raw.view())),
            std::nullopt);
  EXPECT_EQ(documents.Pending(EmployeeId(5), {}).documents.size(), 1U);
}

TEST_F(MongoLeaveTest, ARefusalReadsBackWithItsFiguresAndNothingWaits) {
  const auto document = PutLeave(41);
  const auto change = Settling(document, test::Insufficient());
  ASSERT_TRUE(documents.Apply(change));
  const auto draft = documents.Find(RequestId(41));
  EXPECT_EQ(draft, After(document, change.transition));
  EXPECT_EQ(PresentRound(*draft).refusal, (LeaveRefusal{"leave-insufficient", 480, 240}));
  EXPECT_EQ(OutboxOf(41), Ids{});
  EXPECT_FALSE(Raw(41).view().Find("obAt"));
  MongoOutbox outbox(pool);
  EXPECT_TRUE(outbox.ClaimAbandoned(10).empty());
}

TEST_F(MongoLeaveTest, OfManySettlementsAtOnceOneIsStored) {
  for (std::int64_t id = 1; id <= 10; ++id) {
    const auto document = PutLeave(id);
    std::atomic<int> stored = 0;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
          const auto answer = i % 2 == 0 ? LeaveAnswer{.applied = true} : test::Insufficient();
          if (documents.Apply(Settling(document, answer))) ++stored;
        });
      }
    }
    EXPECT_EQ(stored, 1);
    EXPECT_EQ(documents.Find(RequestId(id))->version, 2);
  }
}

// An entry that the settlement does not know must not be lost with the one that it takes out.
TEST_F(MongoLeaveTest, WhatElseWaitsIsNeverDropped) {
  const auto document = PutLeave(41);
  const mongo::Document foreign{{"id", "n:other"}, {"target", "bus"}, {"topic", "t"},
                                {"key", "3"},      {"type", "x"},     {"body", "{}"},
                                {"trace", ""},     {"time", At(1)}};
  pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", 41}},
                           mongo::Document{{"$push", mongo::Document{{"outbox", foreign}}}});
  EXPECT_FALSE(documents.Apply(Settling(document, {.applied = true})));
  EXPECT_EQ(OutboxOf(41), (Ids{"leave:41:1:reserve", "n:other"}));
  MongoOutbox outbox(pool);
  auto entries = outbox.ClaimAbandoned(10);
  std::erase_if(entries, [](const auto& entry) { return entry.id != "n:other"; });
  outbox.MarkDone(entries);
  EXPECT_TRUE(erp::test::Eventually(std::chrono::seconds(5), [&] {
    return documents.Apply(Settling(document, {.applied = true}));
  }));
  EXPECT_EQ(OutboxOf(41), (Ids{"step:41:1:1:1", "n:step:41:1:1:1:5"}));
}

TEST_F(MongoLeaveTest, WhileTheLedgerIsAwayWhatWaitsForItStaysAndTheRestIsClaimed) {
  for (std::int64_t id = 1; id <= 5; ++id) PutLeave(id);
  ASSERT_EQ(Insert(9, At(5000)), Documents::Inserted::kYes);
  MongoOutbox outbox(pool);
  const auto entries = outbox.ClaimExcept({"leave"}, 2);
  ASSERT_EQ(entries.size(), 2U) << "five older ones do not stand in the way";
  EXPECT_EQ(entries[0].id, "step:9:1:1:1");
  EXPECT_TRUE(outbox.ClaimExcept({"leave"}, 10).empty());
  EXPECT_EQ(outbox.ClaimExcept({"bus"}, 10).size(), 5U);
}

TEST_F(MongoLeaveTest, ADocumentFromBeforeLeaveExistedIsReadable) {
  ASSERT_EQ(Insert(41), Documents::Inserted::kYes);
  const auto raw = Raw(41);
  EXPECT_FALSE(raw.view().Find("leaveMinutes"));
  EXPECT_FALSE(raw.view().List("rounds").front().Object().Find("refusal"));
  EXPECT_EQ(documents.Find(RequestId(41))->leave_minutes, 0);
}

}  // namespace
}  // namespace erp::approval_request
