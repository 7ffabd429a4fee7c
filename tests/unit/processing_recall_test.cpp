// Recalls on ports that are told what to answer.
#include <gtest/gtest.h>

#include "approval-processing/app/recall.h"
#include "common/error.h"
#include "unit/processing_ports.h"

namespace erp::approval_processing {
namespace {

class RecallTest : public testing::Test {
 protected:
  static Verdict Only(DecisionOutcome outcome, TaskState task_state = TaskState::kNothing) {
    return Verdict{.outcome = outcome, .task_state = task_state};
  }
  static Recall Made(const std::string& digest) {
    return {.id = "recall:41:1:3:" + digest,
            .requester = EmployeeId(3),
            .key = {1, 1, 1},
            .sequence = 1};
  }
  Result<RecallAnswer> Run(std::optional<std::string> key = {}) {
    return recall_.Run(
        {.requester = EmployeeId(3), .document = RequestId(41), .idempotency_key = std::move(key)});
  }
  std::string Slug(const Verdict& kept) {
    store_.verdicts = {kept};
    return Run().error().slug;
  }

  ScriptedStore store_;
  ScriptedSource source_;
  ScriptedPublisher publisher_;
  RecallDocument recall_{store_, source_, publisher_};
};

TEST_F(RecallTest, BeforeTheEventArrivedTheOpenStepIsAskedForOpenedAndRecalled) {
  source_.answer = FirstStep();
  Verdict made{.outcome = DecisionOutcome::kDecided};
  made.recall = Made("x");
  made.message = ResultMessage{.id = "r1", .key = "41", .body = "{}"};
  store_.verdicts = {Only(DecisionOutcome::kUnknown), made};
  const auto answer = Run();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->delivered);
  EXPECT_FALSE(answer->replayed);
  ASSERT_EQ(store_.digests.size(), 2U);
  EXPECT_EQ(store_.digests[0], store_.digests[1]) << "both tries are the same command";
  EXPECT_EQ(publisher_.published, std::vector<std::string>{"r1"});
}

TEST_F(RecallTest, TheStoreGetsTheCommandAsItCame) {
  Verdict made{.outcome = DecisionOutcome::kDecided};
  made.recall = Made("x");
  store_.verdicts = {made};
  ASSERT_TRUE(recall_.Run({.requester = EmployeeId(3),
                           .document = RequestId(41),
                           .comment = "날짜를 잘못 적었습니다",
                           .idempotency_key = "k1",
                           .version = 7}));
  ASSERT_EQ(store_.recalled.size(), 1U);
  EXPECT_EQ(store_.recalled[0].requester, EmployeeId(3));
  EXPECT_EQ(store_.recalled[0].document, RequestId(41));
  EXPECT_EQ(store_.recalled[0].comment, "날짜를 잘못 적었습니다");
  EXPECT_EQ(store_.recalled[0].idempotency_key, "k1");
  EXPECT_EQ(store_.recalled[0].version, 7);
  EXPECT_TRUE(store_.decided.empty());
}

TEST_F(RecallTest, DocumentThatHasNotBegunIsNotOpenAndNotClosed) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .begun = false};
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "step-not-open");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kEnded, TaskState::kEnded)), "step-not-open")
      << "of a round before";
  source_.ended.recall = Made("x");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "step-not-open") << "of a round before";
}

TEST_F(RecallTest, DraftIsSaidToBeOneWhateverBecameOfTheRoundBefore) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .begun = false, .draft = true};
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "document-draft");
  source_.ended.recall = Made("x");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kRecalled, TaskState::kEnded)), "document-draft");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kRecalled, TaskState::kDecided)), "document-draft");
}

TEST_F(RecallTest, RecalledDocumentThatIsOnItsWayAgainIsNotOpenYet) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .begun = false, .recall = Made("x")};
  EXPECT_EQ(Slug(Only(DecisionOutcome::kRecalled, TaskState::kEnded)), "step-not-open");
}

TEST_F(RecallTest, EndedDocumentIsClosed) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .closed = ClosedRound{RequestId(41), 1, 2}};
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "document-closed");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kEnded, TaskState::kEnded)), "document-closed");
  source_.ended.recall = Made("x");
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "document-recalled");
}

TEST_F(RecallTest, UnknownHereAndThereIsNotFound) {
  EXPECT_EQ(Slug(Only(DecisionOutcome::kUnknown)), "task-not-found");
}

TEST_F(RecallTest, AfterAWipedStoreTheSameKeyGetsItsFirstAnswer) {
  const auto digest = KeyDigest(RecallCommand{
      .requester = EmployeeId(3), .document = RequestId(41), .idempotency_key = "foo"});
  source_.ended = {.kind = SourceState::Kind::kNotOpen,
                   .closed = ClosedRound{RequestId(41), 1, 2},
                   .recall = Made(digest)};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  const auto answer = Run("foo");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->replayed && answer->delivered);
  EXPECT_EQ(answer->recall, Made(digest));
}

}  // namespace
}  // namespace erp::approval_processing
