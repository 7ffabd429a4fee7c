// Rounds after the first, edits and deletions in the real MongoDB.
#include <gtest/gtest.h>

#include "approval-request/domain/draft.h"
#include "approval-request/domain/reservation.h"
#include "approval-request/store/mongo_outbox.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;

struct RedraftStoreTest : test::StoreTest {
  // Applies and expects that the store reads back what the change says.
  Document Make(const Document& document, Transition change) {
    auto messages = EncodeAll(encoder, change.events);
    EXPECT_TRUE(documents.Apply({change, messages}));
    const auto stored = documents.Find(document.id);
    EXPECT_EQ(*stored, After(document, change));
    return *stored;
  }
  void Delivered(std::int64_t id) {
    MongoOutbox outbox(pool, {.settle = std::chrono::milliseconds(0)});
    std::vector<outbox::Entry> entries;
    for (const auto& name : OutboxOf(id)) {
      auto& entry = entries.emplace_back();
      entry.id = name;
      entry.place = std::to_string(id);
    }
    if (!entries.empty()) outbox.MarkDone(entries);
  }

  const People all = test::PeopleWith({3, 5, 7, 9});
};

TEST_F(RedraftStoreTest, EveryMoveIsReadBackAsItWasMade) {
  ASSERT_EQ(Insert(41), Documents::Inserted::kYes);
  Document document = *documents.Find(RequestId(41));
  document = Make(document, *ApplyResult(document, test::NextRecall(document, "날짜"), At(2000)));
  auto edit = EditDraft(
      document,
      Merged(DraftOf(document),
             {.texts = {{"title", "새 제목"}}, .line = std::vector<LineEntry>{{1, EmployeeId(9)}}}),
      all, At(3000));
  edit.draft_change = DraftChange{"edit:k", "hash", 1};
  document = Make(document, edit);
  document = Make(document, SubmitAgain(document, DraftOf(document), all, At(4000)));
  EXPECT_EQ(document.rounds.size(), 2U);
  EXPECT_EQ(documents.Pending(EmployeeId(9), {}).documents.size(), 1U);
  EXPECT_EQ(documents.Pending(EmployeeId(5), {}).documents.size(), 0U);
  document = Make(document, *ApplyResult(document, test::NextRecall(document, "또"), At(5000)));
  // Without an edit in between.
  document = Make(document, SubmitAgain(document, DraftOf(document), all, At(6000)));
  document = Make(document, *ApplyResult(document, test::NextDecision(document, true), At(7000)));
  EXPECT_EQ(document.state, DocumentState::kApproved);
  const auto raw = Raw(41);
  EXPECT_EQ(FirstBroken(document.id, document.version, document.audit_head, AuditOf(raw.view())),
            std::nullopt);
}

TEST_F(RedraftStoreTest, NextRoundWaitsUntilTheLeaveOfTheLastIsGivenBack) {
  const auto submission = test::LeaveSubmission(41);
  ASSERT_EQ(documents.Insert(submission, EncodeAll(encoder, submission.events), std::nullopt),
            Documents::Inserted::kYes);
  Document document = submission.document;
  document =
      Make(document, ApplyReservation(document, {.applied = true}, Reply::kToClient, At(1100)));
  document = Make(document, *ApplyResult(document, test::NextRecall(document, "날짜"), At(2000)));
  const auto again = SubmitAgain(document, DraftOf(document), all, At(3000));
  EXPECT_FALSE(documents.Apply({again, EncodeAll(encoder, again.events)}));
  EXPECT_EQ(documents.Find(RequestId(41)), document);
  Delivered(41);
  document = Make(document, again);
  EXPECT_EQ(document.state, DocumentState::kSubmitting);
  // Whatever else waits, the ledger's answer is stored, and the operation stays until delivered.
  document =
      Make(document, ApplyReservation(document, {.applied = true}, Reply::kToClient, At(3100)));
  EXPECT_EQ(document.state, DocumentState::kInProgress);
  const auto waiting = OutboxOf(41);
  EXPECT_EQ(waiting.front(), "leave:41:2:reserve");
  EXPECT_EQ(waiting.size(), 3U);
}

TEST_F(RedraftStoreTest, DeletedDraftLeavesTheListsAndKeepsItsTrail) {
  const auto submission = test::LeaveSubmission(41);
  ASSERT_EQ(documents.Insert(submission, EncodeAll(encoder, submission.events), std::nullopt),
            Documents::Inserted::kYes);
  Document document = submission.document;
  document =
      Make(document, ApplyReservation(document, test::Insufficient(), Reply::kToClient, At(1100)));
  EXPECT_EQ(documents.List({}, {}).documents.size(), 1U);
  Make(document, DeleteDraft(document, At(2000)));
  EXPECT_EQ(documents.List({}, {}).documents.size(), 0U);
  EXPECT_EQ(documents.List({.requester = EmployeeId(3)}, {}).documents.size(), 0U);
  EXPECT_EQ(documents.List({.state = DocumentState::kCanceled}, {}).documents.size(), 0U);
  EXPECT_EQ(AuditOf(Raw(41).view()).size(), 3U);
}

TEST_F(RedraftStoreTest, PageEndsWhereItsBytesDo) {
  for (std::int64_t id = 1; id <= 30; ++id) {
    auto draft = test::ThreeStepDraft();
    draft.texts.content = std::string(48UL * 1024, 'x');
    const auto submission = Submit(RequestId(id), draft, all, At(1000 + id));
    ASSERT_EQ(documents.Insert(submission, {}, std::nullopt), Documents::Inserted::kYes);
  }
  std::vector<std::int64_t> seen;
  PageRequest request;
  int pages = 0;
  while (true) {
    const auto page = documents.List({}, request);
    ++pages;
    std::size_t bytes = 0;
    for (const auto& document : page.documents) {
      bytes += document.texts.content.size();
      seen.push_back(document.id.value());
    }
    EXPECT_LE(bytes, kPageBytes);
    ASSERT_FALSE(page.documents.empty());
    if (!page.next) break;
    request.after = page.next;
  }
  EXPECT_GE(pages, 3);
  ASSERT_EQ(seen.size(), 30U);
  EXPECT_TRUE(std::is_sorted(seen.rbegin(), seen.rend()));
}

TEST_F(RedraftStoreTest, ContentsThatNobodyWantsAreNotRead) {
  ASSERT_EQ(Insert(41), Documents::Inserted::kYes);
  const auto page = documents.List({}, {.content = false});
  ASSERT_EQ(page.documents.size(), 1U);
  EXPECT_EQ(page.documents[0].texts.content, "");
  EXPECT_EQ(page.documents[0].texts.title, documents.Find(RequestId(41))->texts.title);
}

}  // namespace
}  // namespace erp::approval_request
