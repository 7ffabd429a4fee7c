// A leave document between its insert and the ledger's answer, and what its end does to the ledger.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-request/api/document_json.h"
#include "json/json.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using test::Insufficient;
using test::LeaveDraft;
using testing::ElementsAre;
using testing::IsEmpty;

struct LeaveTest : test::AppTest {
  SubmitDocument::Submitted Submitted(const std::optional<std::string>& key = std::nullopt) {
    auto submitted = app.submit.Run(LeaveDraft(), key);
    EXPECT_TRUE(submitted);
    return *submitted;
  }
  const Document& Stored(std::int64_t id = 1) { return documents.stored.at(RequestId(id)); }
  std::vector<std::string> Waiting() {
    std::vector<std::string> waiting;
    for (const auto& message : documents.outbox) waiting.push_back(message.id);
    return waiting;
  }
  std::vector<std::string> Published() {
    std::vector<std::string> published;
    for (const auto& [document, id] : publisher.published) published.push_back(id);
    return published;
  }
  static LeaveOperation Operation(std::int64_t id, LeaveKind kind = LeaveKind::kReserve) {
    LeaveOperation operation = MakeReserve(test::LeaveSubmission(id).document);
    operation.kind = kind;
    return operation;
  }
  // What the sweep does once the ledger has answered it.
  void Sweep(const LeaveAnswer& answer, std::int64_t id = 1) {
    app.settle.Run(Operation(id), answer);
  }
};

TEST_F(LeaveTest, AReservationOpensTheFirstStep) {
  const auto submitted = Submitted();
  EXPECT_FALSE(submitted.replayed);
  EXPECT_EQ(submitted.document, Stored());
  EXPECT_EQ(Stored().state, DocumentState::kInProgress);
  EXPECT_EQ(Stored().version, 2);
  EXPECT_EQ(Stored().order, 1);
  EXPECT_EQ(Stored().open_step, 1);
  EXPECT_THAT(Waiting(), ElementsAre("step:1:1:1:1", "n:step:1:1:1:1:5"))
      << "the reservation is done with the same write";
  EXPECT_EQ(Published(), Waiting());
  ASSERT_EQ(leave.operations.size(), 1U);
  EXPECT_EQ(EventId(leave.operations[0]), "leave:1:1:reserve");
  EXPECT_EQ(leave.operations[0].minutes, 960);
  EXPECT_EQ(leave.operations[0].employee, EmployeeId(3));
}

TEST_F(LeaveTest, ARefusalLeavesADraftWithItsReasonAndAnswersOnlyTheClient) {
  leave.answer = Insufficient();
  const auto submitted = Submitted();
  EXPECT_FALSE(submitted.replayed);
  EXPECT_EQ(Stored().state, DocumentState::kDraft);
  EXPECT_EQ(Stored().version, 2);
  EXPECT_EQ(Stored().order, 0);
  EXPECT_EQ(PresentRound(Stored()).refusal, (LeaveRefusal{"leave-insufficient", 480, 240}));
  EXPECT_EQ(PresentRound(Stored()).ended_at, At(1000));
  EXPECT_THAT(Waiting(), IsEmpty());
  EXPECT_THAT(Published(), IsEmpty());

  const auto answer = RefusedSubmit(submitted.document, PresentRound(Stored()));
  EXPECT_EQ(answer.status, 409);
  const auto problem = json::Value::parse(answer.body);
  EXPECT_EQ(problem["code"], "leave-insufficient");
  EXPECT_EQ(problem["requestId"], 1);
  EXPECT_EQ(problem["requestedDays"], 2.0);
  EXPECT_EQ(problem["availableDays"], 1.0);
  EXPECT_EQ(problem["pendingDays"], 0.5);
}

TEST_F(LeaveTest, ARepeatOfARefusedSubmitFindsTheRefusalAndAsksNobody) {
  leave.answer = Insufficient();
  Submitted("k");
  const auto again = Submitted("k");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.document, Stored());
  EXPECT_TRUE(again.document.rounds.front().refusal);
  EXPECT_EQ(leave.operations.size(), 1U);
  EXPECT_EQ(documents.stored.size(), 1U);
}

TEST_F(LeaveTest, WithoutAnAnswerTheDocumentIsSubmittingAndItsOperationWaits) {
  leave.away = true;
  EXPECT_EQ(Submitted("k").document.state, DocumentState::kSubmitting);
  EXPECT_EQ(Stored().version, 1);
  EXPECT_EQ(Stored().open_step, 0);
  EXPECT_THAT(Waiting(), ElementsAre("leave:1:1:reserve"));
  EXPECT_THAT(Published(), IsEmpty());
  const auto again = Submitted("k");
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.document.state, DocumentState::kSubmitting);
  EXPECT_EQ(leave.operations.size(), 1U) << "a repeat does not ask again";
}

TEST_F(LeaveTest, ALateAnswerOpensTheFirstStepOnce) {
  leave.away = true;
  Submitted();
  clock.now = At(9000);
  Sweep({.applied = true});
  EXPECT_EQ(Stored().state, DocumentState::kInProgress);
  EXPECT_EQ(OpenStep(Stored())->opened_at, At(9000));
  EXPECT_THAT(Waiting(), ElementsAre("step:1:1:1:1", "n:step:1:1:1:1:5"));
  const auto settled = Stored();
  Sweep({.applied = true});
  Sweep(Insufficient());
  EXPECT_EQ(Stored(), settled);
  EXPECT_EQ(Published().size(), 2U);
}

TEST_F(LeaveTest, ALateRefusalMakesADraftAndNotifiesTheDrafter) {
  leave.away = true;
  Submitted("k");
  Sweep(Insufficient());
  EXPECT_EQ(Stored().state, DocumentState::kDraft);
  EXPECT_THAT(Waiting(), ElementsAre("n:leave:1:1:reserve:3"));
  EXPECT_THAT(Published(), ElementsAre("n:leave:1:1:reserve:3"));
  EXPECT_TRUE(Submitted("k").document.rounds.front().refusal);
}

TEST_F(LeaveTest, TheNoticeOfALateRefusalSaysTheFigures) {
  const auto inserted = test::LeaveSubmission().document;
  const auto change = ApplyReservation(inserted, Insufficient(), Reply::kNone, At(3000));
  const auto& notice = std::get<NotificationRequested>(change.events.at(0));
  EXPECT_EQ(notice.user, EmployeeId(3));
  EXPECT_EQ(notice.status, "draft");
  EXPECT_EQ(notice.message,
            "'연차 신청' 문서가 상신되지 않아 임시저장 상태로 돌아갔습니다. 사유: 잔여 연차 "
            "부족(신청 2일, 사용 가능 1일, 결재 중 0.5일)");
}

// The sweep settles between the ledger's answer to the request and the request's own write.
TEST_F(LeaveTest, TheSweepMayComeFirst) {
  leave.meanwhile = [&] { Sweep({.applied = true}); };
  const auto submitted = Submitted();
  EXPECT_EQ(submitted.document.state, DocumentState::kInProgress);
  EXPECT_EQ(Stored().version, 2);
  EXPECT_EQ(Published().size(), 2U);
}

TEST_F(LeaveTest, TheSweepsRefusalIsTheClientsToo) {
  leave.answer = Insufficient();
  leave.meanwhile = [&] { Sweep(Insufficient()); };
  EXPECT_TRUE(Submitted().document.rounds.front().refusal);
  EXPECT_EQ(Stored().version, 2);
}

TEST_F(LeaveTest, ASettlementThatIsStoredButNotConfirmedIsFoundByTheSweep) {
  documents.apply_late_fault = [] { throw Unavailable("confirmation is late"); };
  EXPECT_EQ(Submitted().document.state, DocumentState::kSubmitting) << "true when it was said";
  EXPECT_EQ(Stored().state, DocumentState::kInProgress);
  EXPECT_THAT(Waiting(), ElementsAre("step:1:1:1:1", "n:step:1:1:1:1:5"));
  Sweep({.applied = true});
  EXPECT_EQ(Stored().version, 2);
}

TEST_F(LeaveTest, ARefusalThatMayNotBeStoredIsNotAnsweredAsUnderWay) {
  leave.answer = Insufficient();
  documents.apply_late_fault = [] { throw Unavailable("confirmation is late"); };
  EXPECT_THROW(app.submit.Run(LeaveDraft(), "k"), Unavailable);
  EXPECT_TRUE(Submitted("k").document.rounds.front().refusal);
}

TEST_F(LeaveTest, ASettlementThatNeverArrivedIsLeftToTheSweep) {
  documents.apply_fault = [] { throw Unavailable("the store is away"); };
  EXPECT_EQ(Submitted().document.state, DocumentState::kSubmitting);
  EXPECT_THAT(Waiting(), ElementsAre("leave:1:1:reserve"));
  Sweep({.applied = true});
  EXPECT_EQ(Stored().state, DocumentState::kInProgress);
}

TEST_F(LeaveTest, AnAnswerAboutAnUnknownDocumentOrAnotherRoundChangesNothing) {
  leave.away = true;
  Submitted();
  Sweep({.applied = true}, 77);
  auto other_round = Operation(1);
  other_round.round = 2;
  app.settle.Run(other_round, {.applied = true});
  app.settle.Run(Operation(1, LeaveKind::kConsume), {.applied = true});
  EXPECT_EQ(Stored().version, 1);
}

TEST_F(LeaveTest, AResultThatIsEarlierThanTheReservationWaits) {
  leave.away = true;
  Submitted();
  Document opened = Stored();
  opened = After(opened, ApplyReservation(opened, {.applied = true}, Reply::kToClient, At(1000)));
  const auto decision = test::NextDecision(opened, true);
  EXPECT_THROW(app.record.Run(decision), Unavailable);
  Sweep({.applied = true});
  EXPECT_EQ(*app.record.Run(decision), RecordResult::Recorded::kApplied);
}

TEST_F(LeaveTest, TheFinalApprovalConsumesAndARejectionReleases) {
  Submitted();
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  EXPECT_THAT(Waiting(), testing::Not(testing::Contains(testing::HasSubstr("leave:"))));
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  EXPECT_EQ(Stored().state, DocumentState::kApproved) << "at once, whatever the ledger says";
  EXPECT_THAT(Waiting(), testing::Contains("leave:1:1:consume"));
  Submitted();
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(2), false)));
  EXPECT_THAT(Waiting(), testing::Contains("leave:2:1:release"));
}

TEST_F(LeaveTest, ARecallReleases) {
  Submitted();
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored())));
  EXPECT_EQ(Stored().state, DocumentState::kRecalled);
  EXPECT_THAT(Waiting(), testing::Contains("leave:1:1:release"));
}

TEST_F(LeaveTest, WhatWasPublishedComesOutOfTheTrailAgain) {
  Submitted();
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
  leave.away = true;
  Submitted();
  Sweep(Insufficient(), 2);  // the drafter is told
  leave.away = false;
  leave.answer = Insufficient();
  Submitted();  // the client is told, nobody else
  std::vector<std::string> first;
  for (const auto& id : Published()) {
    if (id.starts_with("n:") || id.starts_with("settled:")) first.push_back(id);
  }
  EXPECT_EQ(app.reemit.Run(At(0), At(100000)).unreadable, 0);
  std::vector<std::string> again;
  for (const auto& message : redelivery.delivered) again.push_back(message.id);
  EXPECT_THAT(again, testing::UnorderedElementsAreArray(first));
  EXPECT_THAT(again, testing::Contains("n:leave:2:1:reserve:3"));
}

TEST_F(LeaveTest, TheAuditChainCountsEveryChange) {
  const auto submission = test::LeaveSubmission();
  std::vector<AuditEntry> entries = {submission.audit};
  auto document = submission.document;
  const auto reserved = ApplyReservation(document, {.applied = true}, Reply::kToClient, At(1100));
  entries.push_back(reserved.audit);
  document = After(document, reserved);
  EXPECT_EQ(reserved.audit.action, "leave-reserved");
  EXPECT_EQ(FirstBroken(document.id, document.version, document.audit_head, entries), std::nullopt);
  const auto refused =
      ApplyReservation(submission.document, Insufficient(), Reply::kToClient, At(1100));
  EXPECT_EQ(refused.audit.action, "leave-refused");
  EXPECT_EQ(refused.audit.seq, 2);
}

TEST_F(LeaveTest, DaysArePartOfWhatADecisionBindsTo) {
  const auto hash = [](double days) {
    auto draft = LeaveDraft();
    draft.leave_days = days;
    return std::pair(
        DraftHash(draft),
        Submit(RequestId(1), draft, test::PeopleWith({3, 5, 9}), At(1)).document.content_hash);
  };
  EXPECT_EQ(hash(1), hash(1));
  EXPECT_NE(hash(1).first, hash(1.5).first);
  EXPECT_NE(hash(1).second, hash(1.5).second);
}

TEST_F(LeaveTest, ADraftShowsItsRefusalAndOnlyADraftDoes) {
  leave.answer = Insufficient();
  Submitted();
  const auto draft = json::Value::parse(DocumentJson(Stored()));
  EXPECT_EQ(draft["finalStatus"], "draft");
  EXPECT_EQ(draft["leaveDays"], 2.0);
  EXPECT_EQ(draft["refusal"]["code"], "leave-insufficient");
  EXPECT_EQ(draft["refusal"]["availableDays"], 1.0);
  EXPECT_EQ(draft["refusal"]["pendingDays"], 0.5);
  const auto general = json::Value::parse(DocumentJson(test::ThreeStepSubmission().document));
  EXPECT_TRUE(general["leaveDays"].is_null());
  EXPECT_FALSE(general.contains("refusal"));
}

TEST_F(LeaveTest, BeyondItsLimitTheOutboxIsFull) {
  EXPECT_FALSE(app.submit.OutboxFull());
  publisher.backlog = 20000;
  EXPECT_FALSE(app.submit.OutboxFull());
  publisher.backlog = 20001;
  EXPECT_TRUE(app.submit.OutboxFull());
}

}  // namespace
}  // namespace erp::approval_request
