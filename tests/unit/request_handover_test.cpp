// Steps of people who have left: who stands in, what changes, and that the trail tells it again.
#include <algorithm>

#include <gtest/gtest.h>

#include "approval-request/domain/handover.h"
#include "approval-request/domain/history.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using test::NextDecision;
using test::Snapshot;

ArbitratedResult NextMove(const Document& document, std::int64_t to) {
  ArbitratedResult move = NextDecision(document, true);
  const Step& open = *OpenStep(document);
  move.id = "move:" + document.id.str() + ":1:" + std::to_string(open.number) + ":" +
            std::to_string(open.attempt);
  move.verdict = ArbitratedResult::Verdict::kMoved;
  move.to = Snapshot(to);
  return move;
}

struct HandOverTest : test::AppTest {
  HandOverTest() { people.people = test::PeopleWith({3, 5, 7, 9, 11, 12}); }

  RequestId Submitted() {
    return app.submit.Run(test::ThreeStepDraft(), std::nullopt)->document.id;
  }
  const Document& Stored(RequestId id) { return documents.stored.at(id); }
  void Leaves(std::int64_t person, std::optional<std::int64_t> successor = std::nullopt) {
    Leaver leaver{.id = EmployeeId(person)};
    if (successor) leaver.reassign_to = EmployeeId(*successor);
    app.leavers.Learn({leaver});
    people.people[EmployeeId(person)].active = false;
  }
  void ManagedBy(std::int64_t person, std::int64_t manager) {
    people.people[EmployeeId(person)].manager = EmployeeId(manager);
  }
  void HandOverFrom(std::int64_t person) {
    app.hand_over.Run({EmployeeId(person)}, [] { return true; });
  }
  std::optional<EmployeeId> StandInFor(std::int64_t person) {
    const auto stand_in = app.stand_ins.For(EmployeeId(person), EmployeeId(3));
    return stand_in ? std::optional(stand_in->id) : std::nullopt;
  }
  // What the trail tells again, by id, is what was told.
  void ExpectToldAgain(RequestId id) {
    std::vector<std::string> told;
    for (const auto& message : documents.outbox) {
      if (message.id.starts_with("n:") || message.id.starts_with("settled:")) {
        told.push_back(message.id);
      }
    }
    std::vector<std::string> again;
    for (const auto& event : NotificationsOf(Stored(id), documents.audit.at(id))) {
      again.push_back(encoder.Encode(event).id);
    }
    EXPECT_EQ(again, told);
  }
};

TEST_F(HandOverTest, WhoWasNamedComesFirstThenTheManagersThenTheDraftersManager) {
  ManagedBy(5, 7);
  ManagedBy(7, 9);
  ManagedBy(3, 12);
  Leaves(5, 11);
  EXPECT_EQ(StandInFor(5), EmployeeId(11));
  Leaves(11);
  EXPECT_EQ(StandInFor(5), EmployeeId(7));
  Leaves(7);
  EXPECT_EQ(StandInFor(5), EmployeeId(9));
  Leaves(9);
  EXPECT_EQ(StandInFor(5), EmployeeId(12));
  Leaves(12);
  EXPECT_EQ(StandInFor(5), std::nullopt);
}

TEST_F(HandOverTest, TheDrafterNeverStandsInAndRingsEnd) {
  ManagedBy(5, 3);
  ManagedBy(3, 5);
  Leaves(5, 3);
  EXPECT_EQ(StandInFor(5), std::nullopt);
}

TEST_F(HandOverTest, BeyondTheDrafterTheDraftersManagerStandsIn) {
  ManagedBy(5, 3);
  ManagedBy(3, 9);
  Leaves(5, 3);
  EXPECT_EQ(StandInFor(5), EmployeeId(9));
}

TEST_F(HandOverTest, AStepOpensForTheStandInVisibly) {
  ManagedBy(9, 12);
  const auto id = Submitted();
  Leaves(9);
  ASSERT_TRUE(app.record.Run(NextDecision(Stored(id), true)));
  const Step& open = *OpenStep(Stored(id));
  EXPECT_EQ(open.number, 2);
  EXPECT_EQ(open.approver.id, EmployeeId(12));
  EXPECT_EQ(OriginalApprover(open).id, EmployeeId(9));
  EXPECT_EQ(open.attempt, 1);
  EXPECT_FALSE(open.vacant);
  ExpectToldAgain(id);
}

TEST_F(HandOverTest, WithoutAStandInTheStepOpensVacantAndTheDrafterIsNotified) {
  const auto id = Submitted();
  Leaves(9);
  ASSERT_TRUE(app.record.Run(NextDecision(Stored(id), true)));
  EXPECT_TRUE(OpenStep(Stored(id))->vacant);
  EXPECT_TRUE(
      std::any_of(documents.outbox.begin(), documents.outbox.end(),
                  [](const auto& message) { return message.id == "n:vacant:step:1:1:2:1:3"; }));
  ExpectToldAgain(id);
  Leaves(9, 12);
  HandOverFrom(9);
  ASSERT_EQ(mover.commands.size(), 1U);
  EXPECT_EQ(mover.commands[0].to.id, EmployeeId(12));
  EXPECT_EQ(mover.commands[0].from, EmployeeId(9));
}

TEST_F(HandOverTest, WhileEmployeeIsAwayAStepOpensVacantAndIsFilledLater) {
  const auto id = Submitted();
  ManagedBy(9, 12);
  Leaves(9);
  people.away = true;
  UseCases fresh{AllPorts()};
  fresh.leavers.Learn({{.id = EmployeeId(9)}});
  ASSERT_TRUE(fresh.record.Run(NextDecision(Stored(id), true)));
  EXPECT_TRUE(OpenStep(Stored(id))->vacant);
  people.away = false;
  fresh.hand_over.Run({EmployeeId(9)}, [] { return true; });
  ASSERT_EQ(mover.commands.size(), 1U);
  EXPECT_EQ(mover.commands[0].to.id, EmployeeId(12));
}

TEST_F(HandOverTest, LaterStepsChangeInTheirDocumentAndTheArbiterGetsTheLine) {
  const auto id = Submitted();
  const auto order = Stored(id).order;
  Leaves(7, 12);
  HandOverFrom(7);
  const Document& document = Stored(id);
  const Step& last = document.rounds[0].steps[2];
  EXPECT_EQ(last.approver.id, EmployeeId(12));
  ASSERT_EQ(last.handovers.size(), 1U);
  EXPECT_EQ(last.handovers[0].version, document.version);
  EXPECT_EQ(last.handovers[0].attempt, 0);
  EXPECT_EQ(document.order, order + 1);
  EXPECT_EQ(documents.outbox.back().id, "step:1:1:1:1:2");
  EXPECT_EQ(documents.audit.at(id).back().action, "steps-handed-over");
  EXPECT_TRUE(mover.commands.empty());
  HandOverFrom(7);
  EXPECT_EQ(Stored(id).version, document.version) << "once is enough";
  ExpectToldAgain(id);
}

TEST_F(HandOverTest, AnOpenTaskIsForTheArbiterToMoveAndItsResultIsRecorded) {
  const auto id = Submitted();
  Leaves(5, 12);
  HandOverFrom(5);
  ASSERT_EQ(mover.commands.size(), 1U);
  EXPECT_EQ(OpenStep(Stored(id))->approver.id, EmployeeId(5)) << "until the arbiter has said so";
  const auto move = NextMove(Stored(id), 12);
  EXPECT_EQ(*app.record.Run(move), RecordResult::Recorded::kApplied);
  EXPECT_EQ(*app.record.Run(move), RecordResult::Recorded::kDuplicate);
  const Step& open = *OpenStep(Stored(id));
  EXPECT_EQ(open.approver.id, EmployeeId(12));
  EXPECT_EQ(open.attempt, 2);
  EXPECT_EQ(open.handovers.at(0).move, move.id);
  EXPECT_EQ(open.handovers.at(0).attempt, 1);
  EXPECT_EQ(Stored(id).applied, 1);
  EXPECT_TRUE(Recallable(Stored(id)));
  HandOverFrom(5);
  EXPECT_EQ(mover.commands.size(), 1U) << "nothing is theirs any more";
  ASSERT_TRUE(app.record.Run(NextDecision(Stored(id), true)));
  ExpectToldAgain(id);
}

TEST_F(HandOverTest, AMoveThatComesTooLateIsRefusedAndNobodyIsNotified) {
  const auto id = Submitted();
  auto late = NextMove(Stored(id), 12);
  ASSERT_TRUE(app.record.Run(NextDecision(Stored(id), false)));
  late.n = 2;
  EXPECT_EQ(*app.record.Run(late), RecordResult::Recorded::kRefused);
  for (const auto& message : documents.outbox) {
    EXPECT_FALSE(message.id.starts_with("n:refused:")) << message.id;
  }
  ExpectToldAgain(id);
}

TEST_F(HandOverTest, ATaskDoesNotMoveToTheDrafter) {
  const auto id = Submitted();
  EXPECT_EQ(*app.record.Run(NextMove(Stored(id), 3)), RecordResult::Recorded::kRefused);
}

TEST_F(HandOverTest, AStepIsMarkedVacantOnce) {
  const auto id = Submitted();
  Leaves(5);
  HandOverFrom(5);
  EXPECT_TRUE(OpenStep(Stored(id))->vacant);
  const auto version = Stored(id).version;
  HandOverFrom(5);
  EXPECT_EQ(Stored(id).version, version);
  EXPECT_EQ(documents.audit.at(id).back().reference, "vacant:step:1:1:1:1");
  ExpectToldAgain(id);
}

TEST_F(HandOverTest, OneDocumentThatFailsStopsNoOther) {
  const auto first = Submitted();
  const auto second = Submitted();
  Leaves(5, 12);
  mover.away = true;
  HandOverFrom(5);
  EXPECT_EQ(mover.commands.size(), 2U);
  EXPECT_NE(first, second);
}

TEST_F(HandOverTest, WhatWaitsIsCountedByItsKind) {
  Submitted();
  const auto id = Submitted();
  ASSERT_TRUE(app.record.Run(NextDecision(Stored(id), true)));
  const auto waiting = app.hand_over.WaitingFor(EmployeeId(9));
  EXPECT_EQ(waiting.open, 1);
  EXPECT_EQ(waiting.later, 1);
  EXPECT_EQ(waiting.drafted, 0);
  EXPECT_EQ(waiting.first.size(), 2U);
  EXPECT_EQ(app.hand_over.WaitingFor(EmployeeId(3)).drafted, 2);
  EXPECT_EQ(app.hand_over.WaitingFor(EmployeeId(5)).open, 1) << "what is decided waits no more";
}

TEST_F(HandOverTest, AReservedDocumentOpensForTheStandIn) {
  people.people = test::PeopleWith({3, 5, 9, 12});
  leave.away = true;
  const auto submitted = app.submit.Run(test::LeaveDraft(), std::nullopt);
  ASSERT_TRUE(submitted);
  const auto id = submitted->document.id;
  Leaves(5, 12);
  app.settle.Run(MakeReserve(Stored(id)), {.applied = true});
  EXPECT_EQ(OpenStep(Stored(id))->approver.id, EmployeeId(12));
  ExpectToldAgain(id);
}

}  // namespace
}  // namespace erp::approval_request
