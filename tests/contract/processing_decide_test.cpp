// TaskStore::Decide on the real Redis: who may, who wins, what a repeat gets, what is told.
#include <atomic>
#include <barrier>
#include <mutex>
#include <set>
#include <thread>

#include "approval-processing/store/scripts.h"
#include "observe/trace.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class DecideScript : public ProcessingStoreTest {};

TEST_F(DecideScript, WinnerIsRecordedAndPublishedInOneUnit) {
  store_.Open(Opened(41));
  const auto verdict = Decide(Command(5, 41, "foo"));
  ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);
  ASSERT_TRUE(verdict.decision && verdict.message);
  EXPECT_EQ(verdict.decision->id, "decision:41:1:1:1:5:2c26b46b68ffc68f");
  EXPECT_EQ(verdict.decision->sequence, 1);
  EXPECT_EQ(verdict.message->id, verdict.decision->id);
  EXPECT_EQ(verdict.message->key, "41");
  EXPECT_EQ(verdict.message->type, "approval.step-decided");
  EXPECT_EQ(verdict.message->time, verdict.decision->decided_at);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Field(41, "state"), "decided");
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(DecideScript, MessageIsTheExampleOfTheContract) {
  const auto directory = test::SourceDir() / "proto/events";
  const auto opened =
      DecodeStepOpened(test::ReadFile(directory / "approval.step-opened.example.json"));
  store_.Open(opened.value());
  auto command = Command(9, 41, "foo");
  command.comment = "확인했습니다";
  const auto verdict = Decide(command);
  ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);

  // Ordered, so that the text can be compared and not only its meaning; its time is the
  // server's.
  auto expected = nlohmann::ordered_json::parse(
      test::ReadFile(directory / "approval.step-decided.example.json"));
  expected["decidedAt"] = FormatInstant(verdict.decision->decided_at);
  EXPECT_EQ(verdict.message->body, expected.dump());
}

TEST_F(DecideScript, CommentIsPublishedAsItWasWritten) {
  store_.Open(Opened(41));
  auto command = Command(5, 41, "k", DecisionStatus::kRejected);
  command.comment = "예산 \"초과\"\n\\ 100% %s |a|b| {x} \t\x7f😀";
  const auto verdict = Decide(command);
  const auto body = json::Value::parse(verdict.message.value().body);
  EXPECT_EQ(body["comment"], *command.comment);
  EXPECT_EQ(body["status"], "rejected");
  EXPECT_EQ(Decide(command).message->body, verdict.message->body);
}

TEST_F(DecideScript, WithoutACommentTheMemberIsAbsent) {
  store_.Open(Opened(41));
  EXPECT_FALSE(json::Value::parse(Decide(Command(5, 41)).message.value().body).contains("comment"));
}

TEST_F(DecideScript, DecidedAtIsTheServersClock) {
  store_.Open(Opened(41));
  const auto seconds = [this] { return pool_.Run({"TIME"}).AsArray().at(0).AsInteger(); };
  const auto before = seconds();
  const auto verdict = Decide(Command(5, 41));
  const auto at = std::chrono::floor<std::chrono::seconds>(verdict.decision->decided_at)
                      .time_since_epoch()
                      .count();
  EXPECT_GE(at, before);
  EXPECT_LE(at, seconds());
}

TEST_F(DecideScript, EveryDateIsWrittenAsTheProductWritesIt) {
  const redis::Script script(std::string(scripts::kInstant) +
                             "return instant(tonumber(ARGV[1]), tonumber(ARGV[2]))");
  for (const auto* text :
       {"1970-01-01T00:00:00.000Z", "1999-12-31T23:59:59.999Z", "2000-02-29T12:00:00.001Z",
        "2024-02-29T23:59:59.010Z", "2024-03-01T00:00:00.000Z", "2025-02-28T01:02:03.004Z",
        "2026-11-21T01:06:00.310Z", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00.100Z",
        "2100-02-28T23:59:59.000Z", "2100-03-01T00:00:00.000Z", "2400-02-29T06:07:08.009Z"}) {
    const auto milliseconds = ParseInstant(text).value().time_since_epoch().count();
    EXPECT_EQ(script
                  .Run(pool_, {},
                       {std::to_string(milliseconds / 1000), std::to_string(milliseconds % 1000)})
                  .AsText(),
              text);
  }
  // And a day of every month over a leap cycle, at odd times.
  for (std::int64_t day = 20'000; day < 20'000 + 1500; day += 13) {
    const Instant instant(std::chrono::milliseconds(day * 86'400'000 + day * 57'123 % 86'400'000));
    const auto count = instant.time_since_epoch().count();
    EXPECT_EQ(script.Run(pool_, {}, {std::to_string(count / 1000), std::to_string(count % 1000)})
                  .AsText(),
              FormatInstant(instant));
  }
}

TEST_F(DecideScript, ResultsOfADocumentAreCountedFromItsBase) {
  store_.Open(Opened(41, {.order = 5, .step = 1, .round = 2, .base = 7}));
  EXPECT_EQ(Decide(Command(5, 41)).decision->sequence, 8);
  store_.Open(Opened(41, {.order = 6, .step = 2, .round = 2, .base = 8}));
  EXPECT_EQ(Decide(Command(9, 41)).decision->sequence, 9);
}

TEST_F(DecideScript, NumberThatWasGivenOutIsNotGivenAgain) {
  store_.Open(Opened(41));
  EXPECT_EQ(Decide(Command(5, 41)).decision->sequence, 1);
  // A base from before that result: it is still on its way.
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 0}));
  EXPECT_EQ(Decide(Command(9, 41)).decision->sequence, 2);
}

TEST_F(DecideScript, OfManyAtOnceExactlyOneWinsAndAllOthersLearnWhoAndWhen) {
  constexpr int kThreads = 32;
  for (std::int64_t document = 1; document <= 10; ++document) {
    store_.Open(Opened(document));
    std::barrier start(kThreads);
    std::mutex mutex;
    std::vector<Verdict> verdicts;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
          const auto status = i % 2 == 0 ? DecisionStatus::kApproved : DecisionStatus::kRejected;
          start.arrive_and_wait();
          auto verdict = Decide(Command(5, document, "key-" + std::to_string(i), status));
          const std::lock_guard lock(mutex);
          verdicts.push_back(std::move(verdict));
        });
      }
    }
    std::vector<Decision> won;
    for (const auto& verdict : verdicts) {
      if (verdict.outcome == DecisionOutcome::kDecided) won.push_back(verdict.decision.value());
    }
    ASSERT_EQ(won.size(), 1U);
    for (const auto& verdict : verdicts) {
      if (verdict.outcome == DecisionOutcome::kDecided) continue;
      ASSERT_EQ(verdict.outcome, DecisionOutcome::kAlreadyDecided);
      ASSERT_EQ(verdict.decision, won[0]);
      ASSERT_FALSE(verdict.message);
    }
    EXPECT_EQ(OutboxLength(), document);
  }
}

TEST_F(DecideScript, SameKeyOnManyThreadsIsOneDecisionAndOneMessage) {
  store_.Open(Opened(41));
  std::mutex mutex;
  std::set<std::string> bodies;
  std::atomic<int> decided{0};
  std::atomic<int> repeated{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        const auto verdict = Decide(Command(5, 41));
        decided += verdict.outcome == DecisionOutcome::kDecided;
        repeated += verdict.outcome == DecisionOutcome::kRepeated;
        const std::lock_guard lock(mutex);
        bodies.insert(verdict.message.value().body);
      });
    }
  }
  EXPECT_EQ(decided, 1);
  EXPECT_EQ(repeated, 15);
  EXPECT_EQ(bodies.size(), 1U);
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(DecideScript, SameKeyReplaysTheSameAnswerWhateverHappensLater) {
  store_.Open(Opened(41));
  const auto first = Decide(Command(5, 41));
  const auto same = [&] {
    const auto again = Decide(Command(5, 41));
    return again.outcome == DecisionOutcome::kRepeated && again.decision == first.decision;
  };
  EXPECT_TRUE(same());
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  EXPECT_TRUE(same());
  store_.Close({RequestId(41), 1, 3});
  EXPECT_TRUE(same());
  store_.Open(Opened(41, {.order = 4, .round = 2, .base = 1}));
  EXPECT_TRUE(same()) << "a late repeat must not decide the next round";
  EXPECT_EQ(Queue(5), Ids{41});
}

TEST_F(DecideScript, RepeatSaysWhetherItsMessageStillWaits) {
  store_.Open(Opened(41));
  const auto first = Decide(Command(5, 41));
  const auto waiting = Decide(Command(5, 41));
  ASSERT_TRUE(waiting.message);
  EXPECT_EQ(waiting.message->body, first.message->body);
  EXPECT_EQ(waiting.message->place, first.message->place);
  outbox_.MarkDone({ToEntry(*waiting.message)});
  EXPECT_FALSE(Decide(Command(5, 41)).message) << "delivered";
}

TEST_F(DecideScript, SameKeyWithAnotherContentIsRefused) {
  store_.Open(Opened(41));
  Decide(Command(5, 41));
  EXPECT_EQ(Decide(Command(5, 41, "k", DecisionStatus::kRejected)).outcome,
            DecisionOutcome::kKeyReused);
  auto commented = Command(5, 41);
  commented.comment = "another thought";
  EXPECT_EQ(Decide(commented).outcome, DecisionOutcome::kKeyReused);
}

TEST_F(DecideScript, KeyBelongsToItsPersonAndDocument) {
  store_.Open(Opened(41));
  store_.Open(Opened(42));
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(Decide(Command(5, 42)).outcome, DecisionOutcome::kDecided);
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kDecided);
}

TEST_F(DecideScript, UnknownDocument) {
  const auto verdict = Decide(Command(5, 41));
  EXPECT_EQ(verdict.outcome, DecisionOutcome::kUnknown);
  EXPECT_EQ(OutboxLength(), 0);
  EXPECT_EQ(pool_.Run({"EXISTS", keys_.Request(RequestId(41))}).AsInteger(), 0);
}

TEST_F(DecideScript, DecideBeforeOpenThenOpenThenDecide) {
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kUnknown);
  store_.Open(Opened(41));
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
}

TEST_F(DecideScript, OnTheLineButNotItsTurn) {
  store_.Open(Opened(41));
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kNotOpen);
  Decide(Command(5, 41));
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(DecideScript, TheOneAfterAnApprovalWhoseResultIsOnItsWayIsNextAndNobodyElseIs) {
  store_.Open(Opened(41));
  Decide(Command(5, 41));
  const auto next = Decide(Command(9, 41));
  EXPECT_EQ(next.outcome, DecisionOutcome::kOpening);
  EXPECT_EQ(next.task_state, TaskState::kDecided);
  EXPECT_EQ(Decide(Command(kLine.at(2), 41)).outcome, DecisionOutcome::kNotOpen);
  EXPECT_EQ(OutboxLength(), 1);
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kDecided);
}

TEST_F(DecideScript, NobodyIsNextAfterARejection) {
  store_.Open(Opened(41));
  auto rejection = Command(5, 41, "k", DecisionStatus::kRejected);
  rejection.comment = "예산이 없습니다";
  ASSERT_EQ(Decide(rejection).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kNotOpen);
}

TEST_F(DecideScript, NobodyElse) {
  store_.Open(Opened(41));
  EXPECT_EQ(Decide(Command(3, 41)).outcome, DecisionOutcome::kNotOnLine) << "the drafter";
  EXPECT_EQ(Decide(Command(59, 41)).outcome, DecisionOutcome::kNotOnLine)
      << "5 and 9 are, 59 is not";
  EXPECT_EQ(Queue(5), Ids{41});
}

TEST_F(DecideScript, EarlierApproverLearnsThatHeHasDecided) {
  store_.Open(Opened(41));
  const auto first = Decide(Command(5, 41));
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  const auto late = Decide(Command(5, 41, "another"));
  EXPECT_EQ(late.outcome, DecisionOutcome::kAlreadyDecided);
  EXPECT_EQ(late.decision, first.decision);
  EXPECT_EQ(late.task_state, TaskState::kOpen);
}

TEST_F(DecideScript, AfterTheRoundHasEnded) {
  store_.Open(Opened(41));
  const auto first = Decide(Command(5, 41));
  store_.Close({RequestId(41), 1, 2});
  const auto decided = Decide(Command(5, 41, "another"));
  EXPECT_EQ(decided.outcome, DecisionOutcome::kAlreadyDecided);
  EXPECT_EQ(decided.decision, first.decision);
  EXPECT_EQ(decided.task_state, TaskState::kEnded);
  EXPECT_EQ(Decide(Command(9, 41)).outcome, DecisionOutcome::kNotOpen);
  EXPECT_EQ(Decide(Command(1, 41)).outcome, DecisionOutcome::kNotOnLine);
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(DecideScript, StepThatOpensAgainIsDecidedAgain) {
  store_.Open(Opened(41));
  Decide(Command(5, 41, "first"));
  store_.Open(Opened(41, {.order = 2, .attempt = 2, .base = 1}));
  const auto second = Decide(Command(5, 41, "second"));
  ASSERT_EQ(second.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(second.decision->key, (StepKey{1, 1, 2}));
  EXPECT_EQ(second.decision->sequence, 2);
}

TEST_F(DecideScript, RejectionNeedsACommentWhereTheFormDemandsOne) {
  auto opened = Opened(41);
  opened.reason_required = true;
  store_.Open(opened);
  auto command = Command(5, 41, "k", DecisionStatus::kRejected);
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kReasonRequired);
  EXPECT_EQ(Queue(5), Ids{41});
  command.comment = "서류 미비";
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kDecided);

  opened = Opened(42);
  opened.reason_required = true;
  store_.Open(opened);
  EXPECT_EQ(Decide(Command(5, 42)).outcome, DecisionOutcome::kDecided) << "an approval needs none";
}

TEST_F(DecideScript, WhenTheMessageCannotBeStoredNothingIs) {
  store_.Open(Opened(41));
  pool_.Run({"SET", keys_.Outbox(), "not a stream"});
  EXPECT_THROW(Decide(Command(5, 41)), std::runtime_error);
  EXPECT_EQ(Field(41, "state"), "open");
  EXPECT_EQ(Field(41, "n"), "0");
  EXPECT_EQ(Queue(5), Ids{41});
  pool_.Run({"DEL", keys_.Outbox()});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(OutboxLength(), 1);
}

TEST_F(DecideScript, MessageCarriesTheTraceOfTheDecision) {
  store_.Open(Opened(41));
  const trace::Scope scope(trace::Start());
  const auto verdict = Decide(Command(5, 41));
  EXPECT_NE(verdict.message.value().traceparent.find(trace::Current()->trace_id),
            std::string::npos);
}

TEST_F(DecideScript, AnotherVersionThanTheDocumentsDecidesNothing) {
  auto opened = Opened(41);
  opened.version = 4;
  store_.Open(opened);
  auto command = Command(5, 41);
  command.version = 3;
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kOtherVersion);
  EXPECT_EQ(Field(41, "state"), "open");
  EXPECT_EQ(OutboxLength(), 0);
  command.version = 4;
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kDecided);
}

TEST_F(DecideScript, RepeatHasTheFirstAnswerWhateverVersionItNames) {
  auto opened = Opened(41);
  opened.version = 4;
  store_.Open(opened);
  auto command = Command(5, 41);
  command.version = 4;
  const auto first = Decide(command);
  // The document has moved on: its next step is open, at a later version.
  auto next = Opened(41, {.order = 2, .step = 2, .base = 1});
  next.version = 5;
  store_.Open(next);
  for (const auto version : {std::optional<std::int64_t>(4), std::optional<std::int64_t>(5),
                             std::optional<std::int64_t>(99), std::optional<std::int64_t>()}) {
    command.version = version;
    const auto again = Decide(command);
    EXPECT_EQ(again.outcome, DecisionOutcome::kRepeated);
    EXPECT_EQ(again.decision, first.decision);
  }
}

TEST_F(DecideScript, VersionThatAnEarlierProducerDidNotSayIsLearntFromALaterAnswer) {
  auto opened = Opened(41);
  opened.version.reset();
  store_.Open(opened);
  auto command = Command(5, 41);
  command.version = 4;
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kVersionUnknown);
  opened.version = 4;
  EXPECT_EQ(store_.Open(opened), OpenOutcome::kStale);
  EXPECT_EQ(store_.List(EmployeeId(5), 1, {}).tasks.at(0).version, 4);
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kDecided);
}

TEST_F(DecideScript, VersionOfAStepIsNotTheOneOfTheNext) {
  auto opened = Opened(41);
  opened.version = 4;
  store_.Open(opened);
  Decide(Command(5, 41));
  auto next = Opened(41, {.order = 2, .step = 2, .base = 1});
  next.version.reset();
  store_.Open(next);
  EXPECT_EQ(store_.List(EmployeeId(9), 1, {}).tasks.at(0).version, std::nullopt);
}

TEST_F(DecideScript, RejectionThatNeedsAReasonIsRefusedWithoutOne) {
  auto opened = Opened(41);
  opened.reason_required = true;
  store_.Open(opened);
  auto command = Command(5, 41, "k", DecisionStatus::kRejected);
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kReasonRequired);
  EXPECT_EQ(Field(41, "state"), "open");
  command.comment = "예산 초과";
  EXPECT_EQ(Decide(command).outcome, DecisionOutcome::kDecided);
}

}  // namespace
}  // namespace erp::approval_processing
