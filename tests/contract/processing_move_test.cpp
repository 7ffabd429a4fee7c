// Moves of open tasks on the real Redis: who wins, what a repeat gets, what is told, and that the
// task opens again for the other one.
#include <atomic>
#include <thread>

#include "approval-processing/store/redis_moves.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class MoveScript : public ProcessingStoreTest {
 protected:
  static MoveCommand To(std::int64_t to, std::int64_t document = 41, std::int64_t attempt = 1) {
    return {.document = RequestId(document),
            .key = {1, 1, attempt},
            .from = EmployeeId(5),
            .to = {EmployeeId(to), "박민수", "부장", "개발팀"}};
  }
  // The line with another first approver, as approval-request opens it after the move.
  static OpenedStep Reopened(std::int64_t to) {
    auto opened = Opened(41, {.order = 2, .attempt = 2, .base = 1});
    opened.approvers = {EmployeeId(to)};
    opened.steps[0].approver = EmployeeId(to);
    return opened;
  }
  RedisMoves moves_{pool_, tenant_, announced_};
};

TEST_F(MoveScript, MessageIsTheExampleOfTheContract) {
  auto opened = Opened(41);
  store_.Open(opened);
  const auto verdict = moves_.Move(To(9));
  ASSERT_EQ(verdict.outcome, MoveOutcome::kMoved);
  ASSERT_TRUE(verdict.move && verdict.message);
  EXPECT_EQ(verdict.message->type, "approval.task-moved");
  EXPECT_EQ(verdict.message->id, "move:41:1:1:1");
  auto expected = json::Value::parse(
      test::ReadFile(test::SourceDir() / "proto/events/approval.task-moved.example.json"));
  expected["movedAt"] = FormatInstant(verdict.move->moved_at);
  expected["contentHash"] = opened.content_hash;
  EXPECT_EQ(json::Value::parse(verdict.message->body), expected);
}

TEST_F(MoveScript, TheTaskLeavesTheQueueAndOpensForTheOtherOneAsTheNextAttempt) {
  store_.Open(Opened(41));
  ASSERT_EQ(moves_.Move(To(77)).outcome, MoveOutcome::kMoved);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Queue(77), Ids{}) << "only when the document shows it";
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kNotOpen);
  EXPECT_EQ(Decide(Command(77, 41)).outcome, DecisionOutcome::kOpening);
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kNotOpen);
  EXPECT_EQ(Recall(RecallBy(3, 41)).outcome, DecisionOutcome::kOpening) << "likewise";
  EXPECT_EQ(store_.Open(Opened(41, {.order = 2})), OpenOutcome::kDecided) << "stays moved";
  EXPECT_EQ(store_.Open([] {
    auto opened = Reopened(77);
    opened.order = 3;
    return opened;
  }()),
            OpenOutcome::kOpened);
  EXPECT_EQ(Queue(77), Ids{41});
  const auto decided = Decide(Command(77, 41));
  ASSERT_EQ(decided.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(decided.decision->sequence, 2);
}

TEST_F(MoveScript, ARepeatGetsTheMoveThatWasMade) {
  store_.Open(Opened(41));
  const auto first = moves_.Move(To(77));
  const auto again = moves_.Move(To(78));
  EXPECT_EQ(again.outcome, MoveOutcome::kRepeated);
  EXPECT_EQ(again.move, first.move);
  ASSERT_TRUE(again.message);
  EXPECT_EQ(again.message->body, first.message->body);
  EXPECT_EQ(OutboxLength(), 1);
  store_.Open(Reopened(77));
  EXPECT_EQ(moves_.Move(To(77)).outcome, MoveOutcome::kNotOpen) << "that attempt is over";
}

TEST_F(MoveScript, OnlyAnOpenTaskOfThatPersonMovesAndNotToItsDrafter) {
  EXPECT_EQ(moves_.Move(To(77)).outcome, MoveOutcome::kUnknown);
  store_.Open(Opened(41));
  EXPECT_EQ(moves_.Move(To(3)).outcome, MoveOutcome::kNotOpen) << "the drafter";
  EXPECT_EQ(moves_.Move(To(77, 41, 2)).outcome, MoveOutcome::kNotOpen);
  auto other = To(77);
  other.from = EmployeeId(9);
  EXPECT_EQ(moves_.Move(other).outcome, MoveOutcome::kNotOpen);
  ASSERT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(moves_.Move(To(77)).outcome, MoveOutcome::kNotOpen);
  store_.Open(Opened(42));
  ASSERT_EQ(Recall(RecallBy(3, 42)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(moves_.Move(To(77, 42)).outcome, MoveOutcome::kNotOpen);
}

TEST_F(MoveScript, OfADecisionARecallAndAMoveExactlyOneWins) {
  for (std::int64_t document = 100; document < 130; ++document) {
    store_.Open(Opened(document));
    std::atomic<int> winners = 0;
    {
      std::jthread decide([&] {
        winners += Decide(Command(5, document)).outcome == DecisionOutcome::kDecided ? 1 : 0;
      });
      std::jthread recall([&] {
        winners += Recall(RecallBy(3, document)).outcome == DecisionOutcome::kDecided ? 1 : 0;
      });
      std::jthread move(
          [&] { winners += moves_.Move(To(77, document)).outcome == MoveOutcome::kMoved ? 1 : 0; });
    }
    EXPECT_EQ(winners, 1) << document;
    EXPECT_EQ(Field(document, "n"), "1");
  }
  EXPECT_EQ(OutboxLength(), 30);
}

TEST_F(MoveScript, AMoveThatWasNotAppliedIsPublishedAgain) {
  store_.Open(Opened(41));
  const auto moved = moves_.Move(To(77));
  outbox_.MarkDone({ToEntry(*moved.message)});
  EXPECT_EQ(live_.Republish(RequestId(41), 0, StepKey{1, 1, 1}).outcome,
            LiveTasks::Republished::kPublished);
  const auto page = live_.List({}, {}, 10);
  ASSERT_EQ(page.tasks.size(), 1U);
  EXPECT_EQ(page.tasks[0].state, LiveTask::State::kDecided);
}

TEST_F(MoveScript, WhileTheStoreIsComparedNothingMoves) {
  store_.Open(Opened(41));
  pool_.Run({"DEL", keys_.Epoch()});
  EXPECT_THROW((void)moves_.Move(To(77)), Unavailable);
}

}  // namespace
}  // namespace erp::approval_processing
