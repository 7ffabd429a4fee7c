// What an answer says is delivered, which of two answers is the better one, and moves of tasks.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-processing/app/attempt.h"
#include "approval-processing/app/move.h"
#include "approval-processing/app/open_step_lookup.h"
#include "approval-processing/app/reconciliation.h"
#include "unit/processing_ports.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;

class DeliveredTest : public testing::Test {
 protected:
  bool IsDelivered(const Verdict& verdict) {
    return Delivered(verdict, publisher, milliseconds(100));
  }
  static ResultMessage Message() { return {.id = "d1", .key = "41", .body = "{}"}; }
  ScriptedPublisher publisher;
};

TEST_F(DeliveredTest, WhatWaitsAndCannotBeReadIsNot) {
  EXPECT_FALSE(IsDelivered({.message = Message(), .undeliverable = true}));
  EXPECT_THAT(publisher.published, IsEmpty());
}

TEST_F(DeliveredTest, OnlyTogetherWithACertainEpoch) {
  EXPECT_TRUE(IsDelivered({.message = Message(), .epoch = 3}));
  publisher.sure = false;
  EXPECT_FALSE(IsDelivered({.message = Message(), .epoch = 3}));
  EXPECT_TRUE(IsDelivered({.message = Message()})) << "approval-request has recorded it";
  EXPECT_FALSE(IsDelivered({.epoch = 3}));
  publisher.sure = true;
  EXPECT_TRUE(IsDelivered({.epoch = 3})) << "its message is no longer kept";
  publisher.delivers = false;
  EXPECT_FALSE(IsDelivered({.message = Message(), .epoch = 3}));
}

TEST(BetterAnswer, WhereLittleIsKnownHereItIsTheOneThatIsRemembered) {
  for (const auto little :
       {DecisionOutcome::kUnknown, DecisionOutcome::kNotOpen, DecisionOutcome::kOpening,
        DecisionOutcome::kEnded, DecisionOutcome::kVersionUnknown}) {
    EXPECT_EQ(Better({.outcome = little}, {.outcome = DecisionOutcome::kRepeated}).outcome,
              DecisionOutcome::kRepeated);
  }
  for (const auto much : {DecisionOutcome::kAlreadyDecided, DecisionOutcome::kNotOnLine,
                          DecisionOutcome::kRecalled, DecisionOutcome::kReasonRequired}) {
    EXPECT_EQ(Better({.outcome = much}, {.outcome = DecisionOutcome::kRepeated}).outcome, much);
  }
}

TEST(BetterAnswer, ARoundThatIsNotKnownHereIsTheOneThatIsRemembered) {
  for (const auto later : {DecisionOutcome::kDraft, DecisionOutcome::kNotBegun}) {
    EXPECT_EQ(Better({.outcome = DecisionOutcome::kAlreadyDecided}, {.outcome = later}).outcome,
              later);
  }
}

TEST(BetterAnswer, WhereNothingIsRememberedItIsTheOneThatIsKeptAndNothingOpens) {
  const Verdict nothing{.outcome = DecisionOutcome::kUnknown};
  for (const auto kept : {DecisionOutcome::kUnknown, DecisionOutcome::kNotOpen,
                          DecisionOutcome::kEnded, DecisionOutcome::kVersionUnknown}) {
    EXPECT_EQ(Better({.outcome = kept}, nothing).outcome, kept);
  }
  EXPECT_EQ(Better({.outcome = DecisionOutcome::kOpening}, nothing).outcome,
            DecisionOutcome::kNotOpen);
}

class ScriptedMoves final : public TaskMoves {
 public:
  MoveVerdict Move(const MoveCommand&) override { return verdict; }
  MoveVerdict verdict;
};

class MoveTest : public testing::Test {
 protected:
  Result<MoveAnswer> Run(MoveOutcome outcome, bool with_message) {
    moves.verdict = {.outcome = outcome, .move = TaskMove{}, .message = {}, .epoch = 3};
    moves.verdict.move->id = "move:1";
    if (with_message) moves.verdict.message = ResultMessage{.id = "move:1", .key = "41"};
    return move.Run({});
  }
  ScriptedMoves moves;
  ScriptedPublisher publisher;
  MoveTask move{moves, publisher};
};

TEST_F(MoveTest, IsAnsweredAfterItsResultWasDelivered) {
  const auto answer = Run(MoveOutcome::kMoved, true);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->move.id, "move:1");
  EXPECT_TRUE(answer->delivered);
  EXPECT_FALSE(answer->replayed);
  EXPECT_EQ(publisher.published, std::vector<std::string>{"move:1"});
}

TEST_F(MoveTest, WithoutAReportOrACertainEpochItIsNotDelivered) {
  publisher.delivers = false;
  EXPECT_FALSE(Run(MoveOutcome::kMoved, true)->delivered);
  publisher.delivers = true;
  publisher.sure = false;
  EXPECT_FALSE(Run(MoveOutcome::kMoved, true)->delivered);
  EXPECT_FALSE(Run(MoveOutcome::kRepeated, false)->delivered);
}

TEST_F(MoveTest, ARepeatIsSaidToBeOneAndPublishesOnlyWhatWaits) {
  const auto answer = Run(MoveOutcome::kRepeated, false);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->replayed);
  EXPECT_TRUE(answer->delivered);
  EXPECT_THAT(publisher.published, IsEmpty());
  ASSERT_TRUE(Run(MoveOutcome::kRepeated, true));
  EXPECT_EQ(publisher.published.size(), 1U);
}

TEST_F(MoveTest, ATaskThatIsNotOpenOrNotKnownIsRefused) {
  EXPECT_EQ(Run(MoveOutcome::kNotOpen, false).error().slug, "step-not-open");
  EXPECT_EQ(Run(MoveOutcome::kUnknown, false).error().slug, "task-not-found");
}

TEST(ReplacedDocument, AStepThatBreaksTheRulesIsNotOpened) {
  metrics::Registry registry;
  MemoryTasks here;
  MemoryRegister there;
  Reconciliation reconciliation(here, there, registry);
  there.Show(StepOf(3));
  there.steps.at(RequestId(3)).approvers.clear();
  EXPECT_TRUE(reconciliation.Replace(RequestId(3), 1, 1));
  EXPECT_THAT(here.opened, IsEmpty());
}

}  // namespace
}  // namespace erp::approval_processing
