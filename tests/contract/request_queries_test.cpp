#include <set>

#include <gtest/gtest.h>

#include "approval-request/domain/cancellation.h"
#include "approval-request/domain/handover.h"
#include "approval-request/domain/reservation.h"
#include "approval-request/store/mongo_outbox.h"
#include "approval-request/store/mongo_request_ids.h"
#include "approval-request/store/mongo_waiting.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using Ids = std::vector<std::int64_t>;

struct ListTest : test::StoreTest {
  void Put(std::int64_t id, std::int64_t time) {
    ASSERT_EQ(Insert(id, At(time)), Documents::Inserted::kYes);
  }

  static Ids IdsOf(const DocumentPage& page) {
    Ids ids;
    for (const auto& document : page.documents) ids.push_back(document.id.value());
    return ids;
  }
};

TEST_F(ListTest, IsNewestFirstAndByIdWithinAnInstant) {
  Put(1, 1000);
  Put(2, 3000);
  Put(3, 2000);
  Put(4, 2000);
  EXPECT_EQ(IdsOf(documents.List({}, {})), (Ids{2, 4, 3, 1}));
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(5), {})), (Ids{1, 3, 4, 2}));
}

TEST_F(ListTest, FiltersByDrafterAndState) {
  Put(1, 1000);
  Put(2, 2000);
  ASSERT_TRUE(documents.Update(RequestId(2), Deciding(false)));
  EXPECT_EQ(IdsOf(documents.List({.requester = EmployeeId(3)}, {})), (Ids{2, 1}));
  EXPECT_EQ(IdsOf(documents.List({.requester = EmployeeId(4)}, {})), Ids{});
  EXPECT_EQ(IdsOf(documents.List({.state = DocumentState::kRejected}, {})), Ids{2});
  EXPECT_EQ(
      IdsOf(documents.List({.requester = EmployeeId(3), .state = DocumentState::kInProgress}, {})),
      Ids{1});
}

TEST_F(ListTest, PagesStayStableWhileNewDocumentsArrive) {
  // Many in one instant, so that the pages are cut inside it.
  for (std::int64_t id = 1; id <= 23; ++id) Put(id, id <= 20 ? 1000 : 2000);
  Ids seen;
  PageRequest request{.limit = 5};
  std::int64_t fresh = 100;
  while (true) {
    const auto page = documents.List({}, request);
    for (const auto id : IdsOf(page)) seen.push_back(id);
    if (!page.next) break;
    request.after = page.next;
    Put(fresh++, 9000);  // newer: belongs before everything that was shown
  }
  Ids expected = {23, 22, 21};
  for (std::int64_t id = 20; id >= 1; --id) expected.push_back(id);
  EXPECT_EQ(seen, expected);
}

TEST_F(ListTest, APendingQueueIsPagedOldestFirst) {
  for (std::int64_t id = 1; id <= 7; ++id) Put(id, 1000 + id / 3);
  Ids seen;
  PageRequest request{.limit = 2};
  std::int64_t fresh = 100;
  while (true) {
    const auto page = documents.Pending(EmployeeId(5), request);
    for (const auto id : IdsOf(page)) {
      if (id < 100) seen.push_back(id);
    }
    if (!page.next || seen.size() >= 7) break;
    request.after = page.next;
    Put(fresh++, 9000);
  }
  EXPECT_EQ(seen, (Ids{1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(ListTest, PendingFollowsTheOpenStep) {
  Put(1, 1000);
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(5), {})), Ids{1});
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(9), {})), Ids{});
  ASSERT_TRUE(documents.Update(RequestId(1), Deciding(true)));
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(5), {})), Ids{});
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(9), {})), Ids{1});
  ASSERT_TRUE(documents.Update(RequestId(1), Deciding(false)));
  EXPECT_EQ(IdsOf(documents.Pending(EmployeeId(9), {})), Ids{});
}

TEST_F(ListTest, AFullLastPageHasNoNext) {
  Put(1, 1000);
  Put(2, 2000);
  EXPECT_FALSE(documents.List({}, {.limit = 2}).next);
  EXPECT_TRUE(documents.List({}, {.limit = 1}).next);
}

using OpenStepsTest = ListTest;

TEST_F(OpenStepsTest, ArePagedByIdWithoutThoseThatEnded) {
  for (std::int64_t id = 1; id <= 7; ++id) Put(id, 9000 - id);
  ASSERT_TRUE(documents.Update(RequestId(3), Deciding(false)));
  ASSERT_TRUE(documents.Update(RequestId(5), Deciding(true)));
  Ids keys;
  Ids full;
  OpenStepsRequest request{.limit = 2};
  while (true) {
    const auto page = documents.OpenStepKeys(request);
    for (const auto& key : page.items) keys.push_back(key.document.value());
    for (const auto& document : documents.OpenDocuments(request).items) {
      full.push_back(document.id.value());
    }
    if (!page.next) break;
    request.after = page.next;
  }
  EXPECT_EQ(keys, (Ids{1, 2, 4, 5, 6, 7}));
  EXPECT_EQ(full, keys);
  EXPECT_FALSE(documents.OpenStepKeys({.limit = 6}).next) << "a full last page";
}

TEST_F(OpenStepsTest, AKeyIsWhatTheDocumentSays) {
  Put(1, 1000);
  ASSERT_TRUE(documents.Update(RequestId(1), Deciding(true)));
  const auto key = documents.OpenStepKeys({}).items.at(0);
  EXPECT_EQ(key.document, RequestId(1));
  EXPECT_EQ(key.round, 1);
  EXPECT_EQ(key.step, 2);
  EXPECT_EQ(key.attempt, 1);
  EXPECT_EQ(key.order, 2);
  EXPECT_EQ(key.result_base, 1);
  EXPECT_EQ(key.opened_at, At(2000));
}

TEST_F(OpenStepsTest, CanBeLimitedToThoseThatAreOpenForAWhile) {
  Put(1, 1000);
  Put(2, 3000);
  Put(3, 1000);
  ASSERT_TRUE(documents.Update(RequestId(3), Deciding(true)));  // its second step opens at 2000
  const auto page = documents.OpenStepKeys({.opened_until = At(1999)});
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].document, RequestId(1));
  EXPECT_EQ(documents.OpenStepKeys({.opened_until = At(2000)}).items.size(), 2U);
}

TEST_F(ListTest, ChangesComeInTheirOrderWithTheirWholeTrail) {
  for (std::int64_t id = 1; id <= 5; ++id) Put(id, 1000);
  Put(6, 5000);
  ASSERT_TRUE(documents.Update(RequestId(2), Deciding(true)));
  Ids seen;
  ChangesRequest request{.created_before = At(5000), .changed_from = At(1000), .limit = 2};
  while (true) {
    const auto page = documents.Changed(request);
    for (const auto& [document, audit] : page.documents) {
      seen.push_back(document.id.value());
      EXPECT_EQ(audit.size(), static_cast<std::size_t>(document.version));
    }
    if (!page.next) break;
    request.after = page.next;
  }
  EXPECT_EQ(seen, (Ids{1, 3, 4, 5, 2}));
  EXPECT_EQ(
      documents.Changed({.created_before = At(9000), .changed_from = At(2000)}).documents.size(),
      2U);
}

// Runs every operation of the store with the server's profiler on and looks at how each one
// found its documents.
TEST_F(ListTest, NoOperationScansTheCollectionOrSortsInMemory) {
  for (std::int64_t id = 1; id <= 300; ++id) Put(id, 1000 + id);
  pool.Acquire().Run(mongo::Document{{"profile", 2}});

  const PageRequest page{.limit = 10, .after = ListCursor{At(1200), RequestId(200)}};
  documents.List({}, page);
  documents.List({.requester = EmployeeId(3)}, page);
  documents.List({.state = DocumentState::kInProgress}, page);
  documents.List({.requester = EmployeeId(3), .state = DocumentState::kInProgress}, page);
  documents.List({}, {});
  documents.List({.requester = EmployeeId(3)}, {});
  documents.List({.state = DocumentState::kInProgress}, {});
  documents.Pending(EmployeeId(5), {});
  documents.Pending(EmployeeId(5), page);
  documents.OpenStepKeys({});
  documents.OpenStepKeys({.after = RequestId(200), .opened_until = At(1290)});
  documents.OpenDocuments({.after = RequestId(200)});
  documents.Changed({.created_before = At(1200), .changed_from = At(1100)});
  documents.Changed({.created_before = At(1200),
                     .changed_from = At(1100),
                     .after = ListCursor{At(1150), RequestId(150)}});
  documents.Find(RequestId(7));
  documents.FindByKey(EmployeeId(3), "key");
  ASSERT_TRUE(documents.Update(RequestId(7), Deciding(true)));
  MongoWaiting waiting(pool);
  waiting.OnLineOf({EmployeeId(7)}, RequestId(290), 5);
  waiting.OnLineOf({EmployeeId(4444)}, {}, 5);  // few have somebody on their line: by the person
  waiting.OnLineOf({EmployeeId(7), EmployeeId(44), EmployeeId(45)}, {}, 5);
  waiting.CountOf(EmployeeId(3));
  waiting.Of(EmployeeId(3), 5);
  waiting.LeaveToComeOf({EmployeeId(3), EmployeeId(4)}, "2026-12-01", 5);
  MongoOutbox outbox(pool, {.settle = std::chrono::milliseconds(0)});
  outbox.Measure();
  outbox.MarkDone(outbox.ClaimAbandoned(20));
  {
    MongoRequestIds ids(pool);
    ids.Next();
  }

  pool.Acquire().Run(mongo::Document{{"profile", 0}});
  const auto operations = pool.Acquire().Find(
      "system.profile", mongo::Document{{"planSummary", mongo::Document{{"$exists", true}}}});
  EXPECT_GE(operations.size(), 25U);
  std::set<std::string> plans;
  for (const auto& operation : operations) {
    const auto plan = operation.view().Text("planSummary");
    plans.insert(plan);
    EXPECT_EQ(plan.find("COLLSCAN"), std::string::npos) << operation.DebugText();
    EXPECT_FALSE(operation.view().Find("hasSortStage")) << operation.DebugText();
  }
  for (const char* expected :
       {"IXSCAN { createdAt: -1, _id: -1 }", "IXSCAN { requesterId: 1, createdAt: -1, _id: -1 }",
        "IXSCAN { state: 1, createdAt: -1, _id: -1 }",
        "IXSCAN { openApprovers: 1, createdAt: 1, _id: 1 }", "IXSCAN { obAt: 1 }",
        "IXSCAN { openId: 1, openSince: 1 }", "IXSCAN { updatedAt: 1, _id: 1 }",
        "IXSCAN { requesterId: 1, idemKey: 1 }", "IXSCAN { requesterId: 1, leaveTo: 1 }",
        "IXSCAN { rounds.steps.approverId: 1, openId: 1 }"}) {
    EXPECT_TRUE(plans.contains(expected)) << expected;
  }
}

struct WaitingTest : ListTest {
  static Ids IdsOf(const std::vector<Document>& found) {
    Ids ids;
    for (const auto& document : found) ids.push_back(document.id.value());
    return ids;
  }
  MongoWaiting waiting{pool};
};

TEST_F(WaitingTest, DocumentsUnderWayAreFoundByWhoStandsOnTheirLine) {
  for (std::int64_t id = 1; id <= 4; ++id) Put(id, 1000 * id);
  ASSERT_TRUE(documents.Update(RequestId(2), Deciding(false)));
  ASSERT_TRUE(documents.Update(RequestId(3), Deciding(true)));
  EXPECT_EQ(IdsOf(waiting.OnLineOf({EmployeeId(9)}, {}, 10)), (Ids{1, 3, 4})) << "2 has ended";
  EXPECT_EQ(IdsOf(waiting.OnLineOf({EmployeeId(5), EmployeeId(9)}, {}, 2)), (Ids{1, 3}));
  EXPECT_EQ(IdsOf(waiting.OnLineOf({EmployeeId(5), EmployeeId(9)}, RequestId(3), 2)), Ids{4});
  EXPECT_EQ(IdsOf(waiting.OnLineOf({EmployeeId(4)}, {}, 10)), Ids{});
  EXPECT_EQ(waiting.CountOf(EmployeeId(3)), 3);
  EXPECT_EQ(IdsOf(waiting.Of(EmployeeId(3), 2)), (Ids{4, 3}));
  EXPECT_EQ(waiting.CountOf(EmployeeId(5)), 0);
}

TEST_F(WaitingTest, LeaveToComeIsFoundUntilItIsCanceled) {
  for (std::int64_t id = 1; id <= 3; ++id) {
    auto draft = test::LeaveDraft();
    draft.counted = CountedLeave{
        960, id == 2 ? "2026-11-01:0-480;2026-11-02:0-480" : "2026-12-01:0-480;2026-12-02:0-480"};
    const auto people = test::PeopleWith({3, 5, 9});
    const auto submission = Submit(RequestId(id), draft, people, At(1000));
    ASSERT_EQ(documents.Insert(submission, {}, std::nullopt), Documents::Inserted::kYes);
    const auto reserved =
        ApplyReservation(submission.document, {.applied = true}, Reply::kToClient, At(2000));
    ASSERT_TRUE(documents.Update(RequestId(id), Making(reserved)));
    for (int step = 0; step < 2 && id != 3; ++step) {
      ASSERT_TRUE(documents.Update(RequestId(id), Deciding(true)));
    }
  }
  const auto found = [&](const std::string& from) {
    return IdsOf(waiting.LeaveToComeOf({EmployeeId(3), EmployeeId(4)}, from, 10));
  };
  EXPECT_EQ(found("2026-12-02"), Ids{1}) << "2 is over, 3 is not approved";
  EXPECT_EQ(found("2026-12-03"), Ids{});
  EXPECT_EQ(IdsOf(waiting.LeaveToComeOf({EmployeeId(4)}, "2026-12-02", 10)), Ids{});
  const LeaveCancellation cancellation{EmployeeId(90), "복귀", "2026-12-02", 480, false, At(9000)};
  const auto change = ApplyCancellation(*documents.Find(RequestId(1)), cancellation);
  ASSERT_TRUE(documents.Update(RequestId(1), Making(change)));
  EXPECT_EQ(found("2026-12-02"), Ids{});
  const auto canceled = *documents.Find(RequestId(1));
  EXPECT_EQ(canceled.rounds[0].cancellation, cancellation);
  EXPECT_EQ(canceled.state, DocumentState::kApproved);
  EXPECT_EQ(documents.Find(RequestId(2))->rounds[0].cancellation, std::nullopt);
}

TEST_F(WaitingTest, AHandoverIsStoredAndReadBackWhole) {
  Put(1, 1000);
  const auto successor = [](const Step& step) {
    return step.number == 3 ? std::optional(test::Snapshot(12)) : std::nullopt;
  };
  const auto change = HandOverWaiting(*documents.Find(RequestId(1)), successor, At(2000));
  ASSERT_TRUE(change);
  ASSERT_TRUE(documents.Update(RequestId(1), Making(*change)));
  const auto handed = *documents.Find(RequestId(1));
  EXPECT_EQ(handed.rounds[0].steps[2].approver, test::Snapshot(12));
  EXPECT_EQ(handed.rounds[0].steps[2].handovers.at(0).from, test::Snapshot(7));
  ASSERT_TRUE(documents.Update(RequestId(1), Making(MarkVacant(handed, At(3000)))));
  const auto vacant = *documents.Find(RequestId(1));
  EXPECT_TRUE(OpenStep(vacant)->vacant);
  EXPECT_EQ(vacant.version, 3);
  EXPECT_EQ(IdsOf(waiting.OnLineOf({EmployeeId(12)}, {}, 10)), Ids{1});
}

}  // namespace
}  // namespace erp::approval_request
