#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "approval-request/domain/draft.h"
#include "approval-request/domain/reservation.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using Inserted = Documents::Inserted;

using MongoDocumentsTest = test::StoreTest;

TEST_F(MongoDocumentsTest, ADocumentReadsBackAsItWasSubmitted) {
  const auto submission = SubmissionOf(41);
  ASSERT_EQ(documents.Insert(submission, EncodeAll(encoder, submission.events), std::nullopt),
            Inserted::kYes);
  EXPECT_EQ(documents.Find(RequestId(41)), submission.document);
  EXPECT_EQ(documents.Find(RequestId(42)), std::nullopt);
}

TEST_F(MongoDocumentsTest, TheInsertHoldsStateOutboxAndAudit) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto raw = Raw(41);
  EXPECT_EQ(OutboxOf(41), (std::vector<std::string>{"step:41:1:1:1", "n:step:41:1:1:1:5"}));
  EXPECT_EQ(raw.view().Time("obAt"), At(1000));
  EXPECT_EQ(FirstBroken(RequestId(41), 1, raw.view().Text("auditHead"), AuditOf(raw.view())),
            std::nullopt);
}

TEST_F(MongoDocumentsTest, ATakenIdLeavesTheFirstDocumentAlone) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  EXPECT_EQ(Insert(41, At(5000)), Inserted::kIdTaken);
  EXPECT_EQ(documents.Find(RequestId(41))->created_at, At(1000));
}

TEST_F(MongoDocumentsTest, OneKeyMakesOneDocumentAmong32AtOnce) {
  const SubmitKey key{"the-key", "hash"};
  std::atomic<int> inserted = 0;
  std::atomic<int> replayed = 0;
  std::atomic<std::int64_t> winner = 0;
  std::vector<std::int64_t> seen(32);
  {
    std::vector<std::jthread> threads;
    for (std::int64_t i = 0; i < 32; ++i) {
      threads.emplace_back([&, i] {
        const auto submission = SubmissionOf(100 + i);
        const auto outcome =
            documents.Insert(submission, EncodeAll(encoder, submission.events), key);
        if (outcome == Inserted::kYes) {
          ++inserted;
          winner = 100 + i;
          seen[static_cast<std::size_t>(i)] = 100 + i;
          return;
        }
        ASSERT_EQ(outcome, Inserted::kKeyTaken);
        // The loser can read the winner's document at once.
        const auto keyed = documents.FindByKey(EmployeeId(3), "the-key");
        ASSERT_TRUE(keyed);
        EXPECT_EQ(keyed->draft_hash, "hash");
        seen[static_cast<std::size_t>(i)] = keyed->document.id.value();
        ++replayed;
      });
    }
  }
  EXPECT_EQ(inserted, 1);
  EXPECT_EQ(replayed, 31);
  for (const auto id : seen) EXPECT_EQ(id, winner);
}

TEST_F(MongoDocumentsTest, AKeyBelongsToItsDrafterAndDocumentsWithoutOneAreFree) {
  const SubmitKey key{"k", "hash"};
  ASSERT_EQ(documents.Insert(SubmissionOf(1), {}, key), Inserted::kYes);
  auto other = test::ThreeStepDraft();
  other.requester = EmployeeId(5);
  other.line = {{1, EmployeeId(9)}};
  const auto submission = Submit(RequestId(2), other, test::PeopleWith({5, 9}), At(1000));
  EXPECT_EQ(documents.Insert(submission, {}, key), Inserted::kYes);
  EXPECT_EQ(Insert(3), Inserted::kYes);
  EXPECT_EQ(Insert(4), Inserted::kYes);
}

TEST_F(MongoDocumentsTest, ATransitionChangesStateOutboxAndAuditTogether) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto before = *documents.Find(RequestId(41));
  const auto stored = documents.Update(RequestId(41), Deciding(true));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->size(), 3U);
  const auto expected =
      After(before, *ApplyResult(before, test::NextDecision(before, true), At(2000)));
  EXPECT_EQ(documents.Find(RequestId(41)), expected);
  EXPECT_EQ(OutboxOf(41),
            (std::vector<std::string>{"step:41:1:1:1", "n:step:41:1:1:1:5", "step:41:1:2:1",
                                      "n:step:41:1:2:1:9", "settled:n:step:41:1:1:1:5"}));
  const auto raw = Raw(41);
  EXPECT_EQ(raw.view().Time("obAt"), At(1000));
  EXPECT_EQ(FirstBroken(RequestId(41), 2, raw.view().Text("auditHead"), AuditOf(raw.view())),
            std::nullopt);
}

TEST_F(MongoDocumentsTest, TheWholeWayToTheEndReadsBackAndVerifies) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  ASSERT_TRUE(documents.Update(RequestId(41), Deciding(true)));
  ASSERT_TRUE(documents.Update(RequestId(41), Deciding(false)));
  const auto document = *documents.Find(RequestId(41));
  EXPECT_EQ(document.state, DocumentState::kRejected);
  EXPECT_EQ(document.open_step, 0);
  EXPECT_EQ(PresentRound(document).ended_at, At(2000));
  EXPECT_EQ(PresentRound(document).steps[2].status, StepStatus::kCanceled);
  const auto raw = Raw(41);
  EXPECT_FALSE(raw.view().Find("openApprovers"));
  EXPECT_EQ(FirstBroken(RequestId(41), 3, document.audit_head, AuditOf(raw.view())), std::nullopt);
}

TEST_F(MongoDocumentsTest, ARecallReadsBackWithItsRound) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto before = *documents.Find(RequestId(41));
  const auto change = ApplyResult(before, test::NextRecall(before, "이유"), At(2000));
  ASSERT_TRUE(documents.Update(RequestId(41), Making(*change)));
  EXPECT_EQ(documents.Find(RequestId(41)), After(before, *change));
  const auto raw = Raw(41);
  for (const char* field : {"openId", "openSince", "openApprovers"}) {
    EXPECT_FALSE(raw.view().Find(field)) << field;
  }
  EXPECT_EQ(FirstBroken(RequestId(41), 2, raw.view().Text("auditHead"), AuditOf(raw.view())),
            std::nullopt);
}

TEST_F(MongoDocumentsTest, RefusedResultsReadBackAndTheLast32AreKept) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  auto expected = *documents.Find(RequestId(41));
  for (int i = 0; i < 34; ++i) {
    auto foreign = test::NextDecision(expected, true);
    foreign.id = "decision:" + std::to_string(i);
    const auto change = RefuseResult(expected, foreign, "approver-mismatch", At(2000 + i));
    ASSERT_TRUE(documents.Update(RequestId(41), Making(change)));
    expected = After(expected, change);
  }
  EXPECT_EQ(documents.Find(RequestId(41)), expected);
  EXPECT_EQ(expected.refused.size(), 32U);
  EXPECT_EQ(OpenStep(expected)->attempt, 35);
  const auto raw = Raw(41);
  EXPECT_EQ(raw.view().Time("openSince"), At(2033));
  EXPECT_EQ(FirstBroken(RequestId(41), 35, expected.audit_head, AuditOf(raw.view())), std::nullopt);
}

TEST_F(MongoDocumentsTest, HeldResultsStayUntilTheChangeThatRecordsThem) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  ASSERT_EQ(Insert(42), Inserted::kYes);
  const auto seen = *documents.Find(RequestId(41));
  const HeldResult third{"decision:3", 3, "approval.step-decided", "{\"n\":3}", At(5000)};
  const HeldResult second{"move:2", 2, "approval.task-moved", "{\"n\":2}", At(6000)};
  EXPECT_TRUE(documents.Hold(seen, third));
  EXPECT_TRUE(documents.Hold(seen, third)) << "a repeat";
  EXPECT_TRUE(documents.Hold(seen, second));
  auto expected = seen;
  expected.held = {third, second};
  EXPECT_EQ(documents.Find(RequestId(41)), expected) << "the version stays";
  EXPECT_TRUE(documents.Holding(At(4999), 10).empty());
  EXPECT_EQ(documents.Holding(At(5000), 10), (std::vector<Document>{expected}));
  const auto keys = documents.OpenStepKeys({}).items;
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_TRUE(keys[0].result_missing);
  EXPECT_FALSE(keys[1].result_missing);
  auto change = *ApplyResult(expected, test::NextDecision(expected, true), At(7000));
  change.released = {second.id};
  ASSERT_TRUE(documents.Update(RequestId(41), Making(change)));
  expected = After(expected, change);
  EXPECT_EQ(documents.Find(RequestId(41)), expected);
  EXPECT_EQ(expected.held, (std::vector<HeldResult>{third}));
  EXPECT_FALSE(documents.Hold(seen, second)) << "it has moved on";
  documents.DropHeld(RequestId(41), third.id);
  EXPECT_TRUE(documents.Find(RequestId(41))->held.empty());
  EXPECT_TRUE(documents.Holding(At(9000), 10).empty());
}

TEST_F(MongoDocumentsTest, ALoserOfARaceIsAskedAgainWithTheNewerDocument) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  std::vector<std::int64_t> versions;
  const auto stored = documents.Update(RequestId(41), [&](const Document& document) {
    versions.push_back(document.version);
    // Somebody else is quicker, once.
    if (versions.size() == 1) {
      EXPECT_TRUE(documents.Update(RequestId(41), Deciding(true)));
    }
    return Deciding(true)(document);
  });
  ASSERT_TRUE(stored);
  EXPECT_EQ(versions, (std::vector<std::int64_t>{1, 2}));
  const auto document = *documents.Find(RequestId(41));
  EXPECT_EQ(document.version, 3);
  EXPECT_EQ(document.open_step, 3);
  const auto raw = Raw(41);
  EXPECT_EQ(FirstBroken(RequestId(41), 3, document.audit_head, AuditOf(raw.view())), std::nullopt);
  EXPECT_EQ(OutboxOf(41).size(), 2U + 3U + 3U);
}

TEST_F(MongoDocumentsTest, WhoAlwaysLosesIsUnavailableAndChangesNothing) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto stale = *documents.Find(RequestId(41));
  ASSERT_TRUE(documents.Update(RequestId(41), Deciding(true)));
  const auto before = Raw(41).DebugText();
  EXPECT_THROW(static_cast<void>(documents.Update(
                   RequestId(41), [&](const Document&) { return Deciding(false)(stale); })),
               Unavailable);
  EXPECT_EQ(Raw(41).DebugText(), before);
}

TEST_F(MongoDocumentsTest, ParallelTransitionsApplyEachStepOnce) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto first = test::NextDecision(*documents.Find(RequestId(41)), true);
  std::atomic<int> applied = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto stored = documents.Update(
            RequestId(41),
            [&](const Document& document) -> Result<std::optional<Documents::Change>> {
              if (PlaceOf(document, first) != Place::kNext) {
                return std::optional<Documents::Change>();
              }
              return Deciding(true)(document);
            });
        ASSERT_TRUE(stored);
        if (!stored->empty()) ++applied;
      });
    }
  }
  EXPECT_EQ(applied, 1);
  EXPECT_EQ(documents.Find(RequestId(41))->version, 2);
  EXPECT_EQ(OutboxOf(41).size(), 5U);
}

TEST_F(MongoDocumentsTest, ARefusalAndADocumentThatIsNotThereChangeNothing) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  const auto refused = documents.Update(
      RequestId(41), [](const Document&) -> Result<std::optional<Documents::Change>> {
        return Error{ErrorCode::kConflict, "no", "no"};
      });
  EXPECT_EQ(refused.error().slug, "no");
  const auto stays = documents.Update(
      RequestId(41), [](const Document&) -> Result<std::optional<Documents::Change>> {
        return std::optional<Documents::Change>();
      });
  EXPECT_TRUE(stays->empty());
  EXPECT_EQ(documents.Find(RequestId(41))->version, 1);
  EXPECT_EQ(documents.Update(RequestId(42), Deciding(true)).error().slug, "document-not-found");
}

// The previous release had no fields: it wrote the form of every document as "general" and nothing
// of what is new, in documents and in the contents that rounds keep.
TEST_F(MongoDocumentsTest, ADocumentOfTheReleaseBeforeIsReadAndGoesOn) {
  const auto submission = test::LeaveSubmission(41);
  ASSERT_EQ(documents.Insert(submission, {}, std::nullopt), Inserted::kYes);
  const auto refused =
      ApplyReservation(submission.document, test::Insufficient(), Reply::kToClient, At(1100));
  const Document draft = After(submission.document, refused);
  const People people = test::PeopleWith({3, 5, 9});
  auto edited = Merged(DraftOf(draft), {.texts = {{"title", "반차"}}, .leave_days = 0.5});
  edited.texts.fields = R"({"leaveDays":0.5})";
  const auto edit = EditDraft(draft, edited, people, At(1200));
  ASSERT_TRUE(documents.Apply({refused, {}}));
  ASSERT_TRUE(documents.Apply({edit, {}}));
  pool.Acquire().UpdateOne(
      kApprovals, mongo::Document{{"_id", 41}},
      mongo::Document{
          {"$set", mongo::Document{{"form", mongo::Document{{"id", "general"}, {"version", 1}}}}},
          {"$unset", mongo::Document{{"fields", ""},
                                     {"rounds.0.about.fields", ""},
                                     {"rounds.0.about.formVersion", ""}}}});
  const auto stored = documents.Find(RequestId(41));
  ASSERT_TRUE(stored);
  EXPECT_EQ(*stored, After(draft, edit));
  EXPECT_EQ(stored->form, "annual-leave");
  EXPECT_EQ(stored->texts.fields, R"({"leaveDays":0.5})");
  EXPECT_EQ(stored->rounds[0].content->texts.fields, R"({"leaveDays":2})");
  EXPECT_EQ(ContentHash(stored->form, PresentContent(*stored)), stored->content_hash);
  const auto again = SubmitAgain(*stored, DraftOf(*stored), people, At(1300));
  ASSERT_TRUE(documents.Apply({again, {}}));
  EXPECT_EQ(*documents.Find(RequestId(41)), After(*stored, again));
}

TEST_F(MongoDocumentsTest, AStoredDocumentThatDoesNotFitIsMalformedNotMisread) {
  ASSERT_EQ(Insert(41), Inserted::kYes);
  pool.Acquire().UpdateOne(kApprovals, mongo::Document{{"_id", 41}},
                           mongo::Document{{"$set", mongo::Document{{"state", "party"}}}});
  EXPECT_THROW(static_cast<void>(documents.Find(RequestId(41))), mongo::Malformed);
}

}  // namespace
}  // namespace erp::approval_request
