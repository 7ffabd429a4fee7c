// TaskStore::Recall on the real Redis: who may, who wins against a decision, what a repeat gets,
// what is told; and the bound of what may wait for delivery.
#include <atomic>
#include <barrier>
#include <thread>

#include "common/error.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class RecallScript : public ProcessingStoreTest {};

TEST_F(RecallScript, MessageIsTheExampleOfTheContract) {
  const auto directory = test::SourceDir() / "proto/events";
  auto opened =
      DecodeStepOpened(test::ReadFile(directory / "approval.step-opened.example.json")).value();
  opened.key.step = 1;
  opened.result_base = 0;
  opened.recallable = true;
  opened.approvers = {EmployeeId(5)};
  store_.Open(opened);
  auto command = RecallBy(3, 41, "foo");
  command.comment = "날짜를 잘못 적었습니다";
  const auto verdict = Recall(command);
  ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);
  ASSERT_TRUE(verdict.recall && verdict.message);
  EXPECT_EQ(verdict.message->type, "approval.recalled");
  EXPECT_EQ(verdict.message->id, verdict.recall->id);
  auto expected =
      nlohmann::ordered_json::parse(test::ReadFile(directory / "approval.recalled.example.json"));
  expected["recalledAt"] = FormatInstant(verdict.recall->recalled_at);
  EXPECT_EQ(verdict.message->body, expected.dump());
}

TEST_F(RecallScript, TaskLeavesTheQueueAndDecisionsLearnWhoAndWhen) {
  store_.Open(Opened(41));
  const auto recalled = Recall(RecallBy(3, 41));
  ASSERT_EQ(recalled.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(recalled.recall->sequence, 1);
  EXPECT_EQ(Queue(5), Ids{});
  for (const auto approver : {5, 9}) {
    const auto verdict = Decide(Command(approver, 41));
    EXPECT_EQ(verdict.outcome, DecisionOutcome::kRecalled);
    EXPECT_EQ(verdict.recall, recalled.recall);
    EXPECT_EQ(verdict.task_state, TaskState::kDecided);
  }
  EXPECT_EQ(Decide(Command(77, 41)).outcome, DecisionOutcome::kNotOnLine);
  store_.Close({RequestId(41), 1, 2});
  const auto after = Decide(Command(5, 41));
  EXPECT_EQ(after.outcome, DecisionOutcome::kRecalled);
  EXPECT_EQ(after.recall, recalled.recall);
  EXPECT_EQ(Recall(RecallBy(3, 41, "another")).outcome, DecisionOutcome::kRecalled);
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(RecallScript, RecallAndApprovalHaveOneWinner) {
  constexpr int kThreads = 8;
  for (std::int64_t document = 1; document <= 25; ++document) {
    store_.Open(Opened(document));
    std::barrier start(kThreads);
    std::atomic<int> decided{0};
    std::atomic<int> recalled{0};
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
          const auto key = "key-" + std::to_string(i);
          start.arrive_and_wait();
          if (i % 2 == 0) {
            decided += Decide(Command(5, document, key)).outcome == DecisionOutcome::kDecided;
          } else {
            recalled += Recall(RecallBy(3, document, key)).outcome == DecisionOutcome::kDecided;
          }
        });
      }
    }
    EXPECT_EQ(decided + recalled, 1);
    EXPECT_EQ(OutboxLength(), document);
  }
}

TEST_F(RecallScript, AfterADecisionTheDrafterLearnsWhoDecidedWhatAndWhen) {
  store_.Open(Opened(41));
  const auto decided = Decide(Command(5, 41));
  auto verdict = Recall(RecallBy(3, 41));
  EXPECT_EQ(verdict.outcome, DecisionOutcome::kAlreadyDecided);
  EXPECT_EQ(verdict.decision, decided.decision);
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  verdict = Recall(RecallBy(3, 41));
  EXPECT_EQ(verdict.outcome, DecisionOutcome::kAlreadyDecided);
  EXPECT_EQ(verdict.decision, decided.decision);
  store_.Close({RequestId(41), 1, 3});
  verdict = Recall(RecallBy(3, 41));
  EXPECT_EQ(verdict.outcome, DecisionOutcome::kEnded);
  EXPECT_EQ(verdict.task_state, TaskState::kEnded);
}

TEST_F(RecallScript, NobodyElseAndNothingUnknown) {
  EXPECT_EQ(Recall(RecallBy(3, 41)).outcome, DecisionOutcome::kUnknown);
  store_.Open(Opened(41));
  EXPECT_EQ(Recall(RecallBy(5, 41)).outcome, DecisionOutcome::kNotDrafter);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(OutboxLength(), 0);
}

TEST_F(RecallScript, RepeatGetsTheFirstAnswerAlsoInTheNextRound) {
  store_.Open(Opened(41));
  const auto first = Recall(RecallBy(3, 41));
  EXPECT_EQ(Recall(RecallBy(3, 41)).message.value().body, first.message->body);
  auto other = RecallBy(3, 41);
  other.comment = "another";
  EXPECT_EQ(Recall(other).outcome, DecisionOutcome::kKeyReused);
  store_.Close({RequestId(41), 1, 2});
  store_.Open(Opened(41, {.order = 3, .round = 2, .base = 1}));
  const auto again = Recall(RecallBy(3, 41));
  EXPECT_EQ(again.outcome, DecisionOutcome::kRepeated);
  EXPECT_EQ(again.recall, first.recall);
  EXPECT_EQ(Queue(5), Ids{41}) << "a late repeat must not recall the next round";
  const auto fresh = Recall(RecallBy(3, 41, "another"));
  ASSERT_EQ(fresh.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(fresh.recall->sequence, 2);
}

TEST_F(RecallScript, RefusedRecallOpensTheStepAgain) {
  store_.Open(Opened(41));
  ASSERT_EQ(Recall(RecallBy(3, 41)).outcome, DecisionOutcome::kDecided);
  auto again = Opened(41, {.order = 2, .attempt = 2, .base = 1});
  EXPECT_EQ(store_.Open(again), OpenOutcome::kOpened);
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
}

TEST_F(RecallScript, WhenTooManyResultsWaitNothingIsDecidedAndRepeatsAreAnswered) {
  RedisTaskStore narrow(pool_, tenant_, announced_, registry_, 2);
  for (const auto document : {41, 42, 43}) store_.Open(Opened(document));
  const auto decide = [&](std::int64_t document) {
    const auto command = Command(5, document);
    return narrow.Decide(command, KeyDigest(command));
  };
  const auto first = decide(41);
  ASSERT_EQ(first.outcome, DecisionOutcome::kDecided);
  ASSERT_EQ(decide(42).outcome, DecisionOutcome::kDecided);
  const auto refused = [](const auto& verb) {
    try {
      verb();
    } catch (const Unavailable& failure) {
      return failure.slug();
    }
    return std::string("done");
  };
  EXPECT_EQ(refused([&] { decide(43); }), "outbox-full");
  const auto recall = RecallBy(3, 43);
  EXPECT_EQ(refused([&] { narrow.Recall(recall, KeyDigest(recall)); }), "outbox-full");
  EXPECT_EQ(Field(43, "state"), "open");
  EXPECT_EQ(decide(41).outcome, DecisionOutcome::kRepeated);
  outbox_.MarkDone({ToEntry(*first.message)});
  EXPECT_EQ(decide(43).outcome, DecisionOutcome::kDecided);
}

TEST_F(RecallScript, IsAboutTheVersionThatItNamesAndARepeatAboutNone) {
  auto opened = Opened(41);
  opened.version = 4;
  store_.Open(opened);
  auto command = RecallBy(3, 41);
  command.version = 3;
  EXPECT_EQ(Recall(command).outcome, DecisionOutcome::kOtherVersion);
  EXPECT_EQ(OutboxLength(), 0);
  command.version = 4;
  EXPECT_EQ(Recall(command).outcome, DecisionOutcome::kDecided);
  command.version = 3;
  EXPECT_EQ(Recall(command).outcome, DecisionOutcome::kRepeated);
}

}  // namespace
}  // namespace erp::approval_processing
