// Decisions on ports that are told what to answer.
#include <gtest/gtest.h>

#include "approval-processing/app/decide.h"
#include "approval-processing/app/tasks.h"
#include "common/error.h"
#include "unit/processing_ports.h"

namespace erp::approval_processing {
namespace {

class DecideTest : public testing::Test {
 protected:
  static Verdict Made(DecisionOutcome outcome, bool with_message) {
    Verdict verdict{.outcome = outcome};
    verdict.decision =
        Decision{.id = "d1", .approver = EmployeeId(5), .key = {1, 1, 1}, .sequence = 1};
    if (with_message) verdict.message = ResultMessage{.id = "d1", .key = "41", .body = "{}"};
    return verdict;
  }
  static Verdict Only(DecisionOutcome outcome, TaskState task_state = TaskState::kNothing) {
    return Verdict{.outcome = outcome, .task_state = task_state};
  }

  Result<DecisionAnswer> Run() {
    return decide_.Run({.approver = EmployeeId(5), .document = RequestId(41)});
  }

  ScriptedStore store_;
  ScriptedSource source_;
  ScriptedPublisher publisher_;
  Decide decide_{store_, source_, publisher_};
};

TEST_F(DecideTest, DecisionIsAnsweredAfterItsResultWasDelivered) {
  store_.verdicts = {Made(DecisionOutcome::kDecided, true)};
  const auto answer = Run();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->decision.id, "d1");
  EXPECT_TRUE(answer->delivered);
  EXPECT_FALSE(answer->replayed);
  EXPECT_EQ(publisher_.published, std::vector<std::string>{"d1"});
  EXPECT_EQ(source_.asked, 0) << "the usual decision costs no question";
}

TEST_F(DecideTest, TheStoreGetsTheCommandAsItCameAtEveryTry) {
  const DecisionCommand command{.approver = EmployeeId(5),
                                .document = RequestId(41),
                                .status = DecisionStatus::kRejected,
                                .comment = "예산 초과",
                                .idempotency_key = "k1",
                                .version = 7};
  source_.answer = FirstStep();
  store_.verdicts = {Only(DecisionOutcome::kUnknown), Made(DecisionOutcome::kDecided, true)};
  ASSERT_TRUE(decide_.Run(command));
  ASSERT_EQ(store_.decided.size(), 2U);
  for (const auto& tried : store_.decided) {
    EXPECT_EQ(tried.approver, EmployeeId(5));
    EXPECT_EQ(tried.document, RequestId(41));
    EXPECT_EQ(tried.status, DecisionStatus::kRejected);
    EXPECT_EQ(tried.comment, "예산 초과");
    EXPECT_EQ(tried.idempotency_key, "k1");
    EXPECT_EQ(tried.version, 7);
  }
  // The first 16 hex digits of the key's SHA-256.
  EXPECT_EQ(store_.digests[0], "6ab9f1eb8f7d3388");
  EXPECT_EQ(store_.digests[1], "6ab9f1eb8f7d3388");
  EXPECT_TRUE(store_.recalled.empty());
}

TEST_F(DecideTest, WithoutAReportInTimeTheDecisionStandsUndelivered) {
  publisher_.delivers = false;
  store_.verdicts = {Made(DecisionOutcome::kDecided, true)};
  const auto answer = Run();
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->delivered);
}

TEST_F(DecideTest, RepeatOfADeliveredDecisionPublishesNothing) {
  store_.verdicts = {Made(DecisionOutcome::kRepeated, false)};
  const auto answer = Run();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->delivered);
  EXPECT_TRUE(answer->replayed);
  EXPECT_TRUE(publisher_.published.empty());
}

TEST_F(DecideTest, RepeatOfAWaitingDecisionHandsItOverAgain) {
  store_.verdicts = {Made(DecisionOutcome::kRepeated, true)};
  const auto answer = Run();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->replayed);
  EXPECT_EQ(publisher_.published.size(), 1U);
}

TEST_F(DecideTest, BeforeTheEventArrivedTheOpenStepIsAskedForOpenedAndDecided) {
  source_.answer = FirstStep();
  store_.verdicts = {Only(DecisionOutcome::kUnknown), Made(DecisionOutcome::kDecided, true)};
  ASSERT_TRUE(Run());
  EXPECT_EQ(source_.asked, 1);
  ASSERT_EQ(store_.opened.size(), 1U);
  EXPECT_EQ(store_.opened[0], FirstStep());
  ASSERT_EQ(store_.digests.size(), 2U);
  EXPECT_EQ(store_.digests[0], store_.digests[1]) << "both tries are the same command";
}

TEST_F(DecideTest, TheEventMayOpenTheStepWhileItIsBeingAskedFor) {
  store_.verdicts = {Only(DecisionOutcome::kUnknown), Made(DecisionOutcome::kDecided, true)};
  store_.open_outcome = TaskStore::OpenOutcome::kStale;
  source_.answer = FirstStep();
  ASSERT_TRUE(Run());
  EXPECT_EQ(store_.digests.size(), 2U);
}

TEST_F(DecideTest, ApproverOfTheNextStepMayBeFasterThanItsEvent) {
  source_.answer = FirstStep();
  store_.verdicts = {Only(DecisionOutcome::kNotOpen), Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
}

TEST_F(DecideTest, UnknownHereAndThereIsNotFound) {
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  const auto answer = Run();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(source_.asked, 1);
}

TEST_F(DecideTest, UnknownWhileApprovalRequestIsAwayIsNotNotFound) {
  source_.away = true;
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_THROW((void)Run(), Unavailable);
}

TEST_F(DecideTest, KnownDocumentIsAnsweredAlsoWhileApprovalRequestIsAway) {
  source_.away = true;
  store_.verdicts = {Only(DecisionOutcome::kNotOpen, TaskState::kEnded)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
  store_.verdicts = {Only(DecisionOutcome::kNotOnLine, TaskState::kEnded)};
  EXPECT_EQ(Run().error().code, ErrorCode::kNotFound);
}

TEST_F(DecideTest, WhileTheNextStepIsOnItsWayNotOpenIsNoAnswer) {
  source_.away = true;
  store_.verdicts = {Only(DecisionOutcome::kNotOpen, TaskState::kDecided)};
  EXPECT_THROW((void)Run(), Unavailable);
}

TEST_F(DecideTest, WhereAStepIsOpenHereNobodyIsAsked) {
  store_.verdicts = {Only(DecisionOutcome::kNotOpen, TaskState::kOpen)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
  EXPECT_EQ(source_.asked, 0);
}

TEST_F(DecideTest, NextApproverWaitsOutTheResultThatIsOnItsWay) {
  source_.answer = FirstStep();
  store_.open_outcomes = {TaskStore::OpenOutcome::kDecided, TaskStore::OpenOutcome::kOpened};
  store_.verdicts = {Only(DecisionOutcome::kNotOpen, TaskState::kDecided),
                     Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
  EXPECT_EQ(source_.asked, 2);
}

TEST_F(DecideTest, TheNextApproverIsAskedToTryAgainWhileTheirStepIsBeingRecorded) {
  source_.answer = FirstStep();
  store_.open_outcome = TaskStore::OpenOutcome::kDecided;
  store_.verdicts = {Only(DecisionOutcome::kOpening, TaskState::kDecided),
                     Only(DecisionOutcome::kOpening, TaskState::kDecided)};
  try {
    (void)Run();
    FAIL() << "it was refused";
  } catch (const Unavailable& error) {
    EXPECT_EQ(error.slug(), "step-opening");
  }
  store_.open_outcomes = {TaskStore::OpenOutcome::kDecided, TaskStore::OpenOutcome::kOpened};
  store_.verdicts = {Only(DecisionOutcome::kOpening, TaskState::kDecided),
                     Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
}

TEST_F(DecideTest, WhereTheDocumentEndedNothingOpensForAnybody) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .approvers = {EmployeeId(5)}};
  store_.verdicts = {Only(DecisionOutcome::kOpening, TaskState::kDecided)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
  source_.ended = {};
  store_.verdicts = {Only(DecisionOutcome::kOpening, TaskState::kDecided)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
}

TEST_F(DecideTest, AfterAWipedStoreTheSameKeyGetsItsFirstAnswer) {
  const std::string digest = KeyDigest(DecisionCommand{
      .approver = EmployeeId(5), .document = RequestId(41), .idempotency_key = "foo"});
  const Decision made{
      .id = "decision:41:1:1:1:5:" + digest, .approver = EmployeeId(5), .key = {1, 1, 1}};
  source_.ended = {.kind = SourceState::Kind::kNotOpen, .decisions = {made}};
  DecisionCommand command{
      .approver = EmployeeId(5), .document = RequestId(41), .idempotency_key = "foo"};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  const auto answer = decide_.Run(command);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->replayed && answer->delivered);
  EXPECT_EQ(answer->decision, made);

  command.status = DecisionStatus::kRejected;
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(decide_.Run(command).error().slug, "idempotency-key-reused");
  command.idempotency_key = "another";
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(decide_.Run(command).error().slug, "already-decided");
}

TEST_F(DecideTest, AfterAWipedStoreARecalledDocumentIsStillRecalled) {
  const Recall recall{.id = "recall:41:1:3:x", .requester = EmployeeId(3), .key = {1, 1, 1}};
  source_.ended = {.kind = SourceState::Kind::kNotOpen,
                   .closed = ClosedRound{RequestId(41), 1, 2},
                   .recall = recall};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  const auto error = Run().error();
  EXPECT_EQ(error.slug, "document-recalled");
  EXPECT_EQ(error.extras.at(0), (std::pair<std::string, ErrorExtra>{"recalledBy", 3}));
}

TEST_F(DecideTest, SomebodyOnTheLineOfADocumentWithoutAnOpenStepIsAnsweredThatItIsNotOpen) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen,
                   .approvers = {EmployeeId(9), EmployeeId(5)}};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
  source_.ended.approvers = {EmployeeId(9)};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(Run().error().slug, "task-not-found");
}

TEST_F(DecideTest, DocumentThatHasNotBegunIsNotOpenForItsLine) {
  source_.ended = {
      .kind = SourceState::Kind::kNotOpen, .begun = false, .approvers = {EmployeeId(5)}};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  const auto error = Run().error();
  EXPECT_EQ(error.slug, "step-not-open");
  EXPECT_EQ(error.code, ErrorCode::kConflict);
}

TEST_F(DecideTest, DraftIsNotUnderWayForItsLine) {
  source_.ended = {.kind = SourceState::Kind::kNotOpen,
                   .begun = false,
                   .draft = true,
                   .approvers = {EmployeeId(5)}};
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
}

TEST_F(DecideTest, RecalledDocumentMayHaveBeenSubmittedAgainSince) {
  source_.answer = FirstStep();
  source_.answer->key.round = 2;
  store_.verdicts = {Only(DecisionOutcome::kRecalled, TaskState::kDecided),
                     Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
  // While approval-request is away, what is known here stands.
  source_.away = true;
  store_.verdicts = {Only(DecisionOutcome::kRecalled, TaskState::kDecided)};
  EXPECT_EQ(Run().error().slug, "document-recalled");
}

TEST_F(DecideTest, NothingNewFromApprovalRequestIsTheSameAnswerAgain) {
  source_.answer = FirstStep();
  store_.open_outcome = TaskStore::OpenOutcome::kStale;
  store_.verdicts = {Only(DecisionOutcome::kNotOpen), Only(DecisionOutcome::kNotOpen)};
  EXPECT_EQ(Run().error().slug, "step-not-open");
  EXPECT_EQ(store_.digests.size(), 2U);
}

TEST_F(DecideTest, StepThatBreaksTheRulesIsNotOpened) {
  source_.answer = FirstStep();
  source_.answer->requester = EmployeeId(5);
  store_.verdicts = {Only(DecisionOutcome::kUnknown)};
  EXPECT_EQ(Run().error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store_.opened.empty());
}

TEST_F(DecideTest, LoserOfALiveRoundIsAnsweredWithoutAskingAnybody) {
  store_.verdicts = {Made(DecisionOutcome::kAlreadyDecided, false)};
  EXPECT_EQ(Run().error().slug, "already-decided");
  EXPECT_EQ(source_.asked, 0);
}

TEST_F(DecideTest, VersionThatIsNotKnownHereIsAskedForAndJudgedThen) {
  source_.answer = FirstStep();
  store_.open_outcome = TaskStore::OpenOutcome::kStale;
  store_.verdicts = {Only(DecisionOutcome::kVersionUnknown, TaskState::kOpen),
                     Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
  EXPECT_EQ(source_.asked, 1);
}

TEST_F(DecideTest, VersionThatNobodyKnowsIsNoReasonToDecideOrToRefuse) {
  store_.verdicts = {Only(DecisionOutcome::kVersionUnknown, TaskState::kOpen)};
  source_.away = true;
  EXPECT_THROW((void)Run(), Unavailable);
  source_.away = false;
  source_.answer = FirstStep();
  store_.verdicts = {Only(DecisionOutcome::kVersionUnknown, TaskState::kOpen),
                     Only(DecisionOutcome::kVersionUnknown, TaskState::kOpen)};
  EXPECT_THROW((void)Run(), Unavailable);
}

TEST_F(DecideTest, OtherVersionIsRefusedOnceApprovalRequestHasNoLaterOne) {
  source_.answer = FirstStep();
  store_.verdicts = {Only(DecisionOutcome::kOtherVersion, TaskState::kOpen),
                     Only(DecisionOutcome::kOtherVersion, TaskState::kOpen)};
  const auto error = Run().error();
  EXPECT_EQ(error.code, ErrorCode::kPreconditionFailed);
  EXPECT_EQ(error.slug, "version-mismatch");
  source_.away = true;
  store_.verdicts = {Only(DecisionOutcome::kOtherVersion, TaskState::kOpen)};
  EXPECT_EQ(Run().error().slug, "version-mismatch");
}

TEST_F(DecideTest, DecidedInAnEndedRoundMayBeOpenInTheNext) {
  auto ended = Made(DecisionOutcome::kAlreadyDecided, false);
  ended.task_state = TaskState::kEnded;
  source_.answer = FirstStep();
  store_.verdicts = {ended, Made(DecisionOutcome::kDecided, true)};
  EXPECT_TRUE(Run());
}

TEST(TasksTest, StepThatBreaksTheRulesIsRefusedAndNotStored) {
  ScriptedStore store;
  Tasks tasks(store);
  auto step = FirstStep();
  step.approvers.clear();
  EXPECT_EQ(tasks.Open(step).error().slug, "opened-step-invalid");
  EXPECT_TRUE(store.opened.empty());
  EXPECT_TRUE(tasks.Open(FirstStep()).ok());
  EXPECT_EQ(store.opened.size(), 1U);
}

TEST(TasksTest, AQueueIsListedAsItWasAskedFor) {
  ScriptedStore store;
  store.page.tasks.resize(2);
  const QueuePosition after{Instant(std::chrono::seconds(3)), RequestId(41)};
  const auto page = Tasks(store).List(EmployeeId(5), 20, after);
  EXPECT_EQ(page.tasks.size(), 2U);
  ASSERT_EQ(store.listed.size(), 1U);
  EXPECT_EQ(store.listed[0], std::tuple(EmployeeId(5), 20, std::optional(after)));
}

}  // namespace
}  // namespace erp::approval_processing
