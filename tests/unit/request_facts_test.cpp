// What people read of a document, and what the events of each change say, fact by fact.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-request/domain/events.h"
#include "approval-request/domain/reconcile.h"
#include "approval-request/domain/result.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using test::At;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

Document Fresh() { return test::ThreeStepSubmission().document; }

std::vector<std::string> Ids(const std::vector<Event>& events) {
  std::vector<std::string> ids;
  for (const auto& event : events) {
    ids.push_back(std::visit([](const auto& fact) { return EventId(fact); }, event));
  }
  return ids;
}

TEST(RefusedResult, EveryReasonHasItsSentence) {
  const auto sentence = [](const std::string& why) {
    return MakeResultRefused(Fresh(), EmployeeId(5), "d1", why, At(1)).message;
  };
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"predecessor-missing", "앞선 처리 결과가 유실되었습니다."},
      {"document-closed", "진행 중인 문서가 아닙니다."},
      {"round-mismatch", "지난 상신 회차에 대한 처리입니다."},
      {"step-not-open", "현재 결재 단계가 아닙니다."},
      {"content-mismatch", "문서 내용이 결재한 내용과 다릅니다."},
      {"approver-mismatch", "현재 단계의 결재자가 아닙니다."},
      {"not-the-drafter", "기안자만 회수할 수 있습니다."},
      {"already-decided", "이미 결재가 시작되어 회수할 수 없습니다."},
      {"earlier-epoch", "처리가 저장되기 전에 결재 상태가 복구되었습니다. 다시 확인해 주세요."},
      {"result-number-taken", "먼저 처리된 다른 결재가 있습니다."}};
  for (const auto& [why, text] : expected) EXPECT_THAT(sentence(why), EndsWith("사유: " + text));
}

TEST(RefusedResult, AnIdThatWouldBeTooLongStandsForItself) {
  const auto id_of = [](std::size_t size) {
    return MakeResultRefused(Fresh(), EmployeeId(5), std::string(size, 'd'), "x", At(1)).id;
  };
  EXPECT_EQ(id_of(160), "n:refused:" + std::string(160, 'd') + ":5");
  EXPECT_EQ(id_of(161).size(), std::string("n:refused:").size() + 64 + 2) << "its SHA-256";
}

TEST(SubmitThatIsRefused, EveryReasonHasItsSentenceAndDaysHaveNoZerosAtTheEnd) {
  auto document = test::LeaveSubmission().document;
  document.leave_minutes = 720;
  document.state = DocumentState::kDraft;
  const auto sentence = [&](const std::string& code) {
    document.rounds.back().refusal =
        LeaveRefusal{.code = code, .available = 480, .pending = 60, .notified = true};
    return MakeSubmitRefused(document).message;
  };
  EXPECT_THAT(sentence("leave-insufficient"),
              EndsWith("잔여 연차 부족(신청 1.5일, 사용 가능 1일, 결재 중 0.125일)"));
  EXPECT_THAT(sentence("employee-inactive"), EndsWith("재직 중인 직원이 아닙니다."));
  EXPECT_THAT(sentence("employee-not-found"), EndsWith("재직 중인 직원이 아닙니다."));
  EXPECT_THAT(sentence("closed"), EndsWith("연차를 예약할 수 없습니다."));
}

TEST(StatusChanged, SaysTheOutcomeAndTheCommentWhereThereIsOne) {
  auto document = Fresh();
  const auto sentence = [&](DocumentState state, const std::string& comment) {
    document.state = state;
    return MakeStatusChanged(document, EmployeeId(5), comment).at(0).message;
  };
  EXPECT_THAT(sentence(DocumentState::kApproved, "좋음"), EndsWith("최종 승인되었습니다."));
  EXPECT_THAT(sentence(DocumentState::kRejected, "예산"), EndsWith("반려되었습니다. 사유: 예산"));
  EXPECT_THAT(sentence(DocumentState::kRecalled, ""), EndsWith("회수되었습니다."));
}

TEST(StatusChanged, IsForTheDrafterAndAllWhoDecidedButTheLast) {
  auto document = Fresh();
  auto& steps = document.rounds[0].steps;
  const auto concerned = [&](std::int64_t decider) {
    std::vector<std::int64_t> people;
    for (const auto& notice : MakeStatusChanged(document, EmployeeId(decider), "")) {
      people.push_back(notice.user.value());
    }
    return people;
  };
  EXPECT_THAT(concerned(5), ElementsAre(3)) << "nobody else has decided";
  steps[0].decision_id = "a";
  steps[1].decision_id = "b";
  EXPECT_THAT(concerned(9), ElementsAre(3, 5));
  EXPECT_THAT(concerned(3), ElementsAre(5, 9)) << "who recalled knows";
  steps[1].approver = steps[0].approver;
  EXPECT_THAT(concerned(7), ElementsAre(3, 5)) << "once each";
}

TEST(ClosedRound, ADraftOfWhichNothingWasOpenedIsCanceled) {
  auto document = Fresh();
  const auto outcome = [&](DocumentState state) {
    document.state = state;
    return MakeRoundClosed(document, Occasion::kFirst).outcome;
  };
  EXPECT_EQ(outcome(DocumentState::kDraft), DocumentState::kCanceled);
  EXPECT_EQ(outcome(DocumentState::kRejected), DocumentState::kRejected);
}

TEST(ClosedRound, AnEarlierOneHasTheOutcomeThatItHad) {
  auto document = Fresh();
  document.state = DocumentState::kApproved;
  Round round = document.rounds[0];
  round.number = 4;
  round.ended_at = At(77);
  const auto closed = [&] { return MakeRoundClosed(document, round); };
  EXPECT_EQ(closed().outcome, DocumentState::kApproved);
  EXPECT_EQ(closed().round, 4);
  EXPECT_EQ(closed().closed_at, At(77));
  EXPECT_EQ(closed().occasion, Occasion::kAgain);
  round.recall = RecallMark{.id = "recall:1"};
  EXPECT_EQ(closed().outcome, DocumentState::kRecalled);
  round.refusal = LeaveRefusal{.code = "closed"};
  EXPECT_EQ(closed().outcome, DocumentState::kCanceled);
  round.ended_at.reset();
  EXPECT_EQ(closed().closed_at, document.updated_at);
}

TEST(EventsOfAChange, ADecisionOpensTheNextStepAsksForItAndSettlesItsOwn) {
  const auto document = Fresh();
  const auto change = ApplyResult(document, test::NextDecision(document, true), At(2000));
  ASSERT_TRUE(change);
  EXPECT_THAT(Ids(change->events),
              ElementsAre("step:41:1:2:1", "n:step:41:1:2:1:9", "settled:n:step:41:1:1:1:5"));
  EXPECT_EQ(change->opened->opened_at, At(2000));
  EXPECT_FALSE(change->opened->vacant);
}

TEST(EventsOfAChange, ARejectionClosesTheRoundNotifiesTheDrafterAndSettlesItsOwn) {
  const auto document = Fresh();
  const auto change = ApplyResult(document, test::NextDecision(document, false), At(2000));
  ASSERT_TRUE(change);
  EXPECT_THAT(Ids(change->events),
              ElementsAre("closed:41:1", "n:closed:41:1:3", "settled:n:step:41:1:1:1:5"));
}

TEST(EventsOfAChange, AMoveOpensTheNextAttemptForTheOtherAndSettlesTheFirst) {
  const auto document = Fresh();
  auto move = test::NextDecision(document, true);
  move.id = "move:41:1:1:1";
  move.verdict = ArbitratedResult::Verdict::kMoved;
  move.to = test::Snapshot(12);
  const auto change = ApplyResult(document, move, At(2000));
  ASSERT_TRUE(change);
  EXPECT_THAT(Ids(change->events),
              ElementsAre("step:41:1:1:2", "n:step:41:1:1:2:12", "settled:n:step:41:1:1:1:5"));
  EXPECT_EQ(std::get<NotificationSettled>(change->events[2]).reason,
            NotificationSettled::Reason::kClosed);
}

TEST(EventsOfAChange, AStepThatOpensVacantIsOne) {
  const auto document = Fresh();
  const auto change =
      ApplyResult(document, test::NextDecision(document, true), At(2000), {.vacant = true});
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->opened->vacant);
  EXPECT_THAT(Ids(change->events), testing::Contains("n:vacant:step:41:1:2:1:3"));
}

TEST(Behind, IsADocumentThatKnowsLessThanTheArbiter) {
  const auto document = Fresh();
  const ArbiterPlace same{.document = document.id, .round = 1, .ended = 0, .order = 1, .n = 0};
  EXPECT_FALSE(IsBehind(document, same));
  const auto behind = [&](auto change) {
    ArbiterPlace place = same;
    change(place);
    return IsBehind(document, place);
  };
  EXPECT_TRUE(behind([](auto& place) { place.n = 1; }));
  EXPECT_TRUE(behind([](auto& place) { place.order = 2; }));
  EXPECT_TRUE(behind([](auto& place) { place.round = 2; }));
  EXPECT_TRUE(behind([](auto& place) { place.ended = 1; })) << "open here, ended there";
  EXPECT_FALSE(behind([](auto& place) { place.round = 0; }));
  auto ended = document;
  ended.open_step = 0;
  ended.state = DocumentState::kRejected;
  ArbiterPlace place = same;
  place.ended = 1;
  EXPECT_FALSE(IsBehind(ended, place));
}

TEST(Reconciled, HeldResultsUpToTheArbitersNumberAreReleased) {
  auto document = Fresh();
  for (const std::int64_t n : {2, 3, 4}) {
    document.held.push_back({.id = "held:" + std::to_string(n),
                             .result = n,
                             .type = "t",
                             .body = "{}",
                             .since = At(1)});
  }
  const ArbiterPlace place{.document = document.id, .round = 1, .order = 5, .n = 3};
  const auto change = Reconcile(document, place, At(9));
  EXPECT_THAT(change.released, ElementsAre("held:2", "held:3"));
  EXPECT_EQ(change.applied, 3);
  EXPECT_EQ(change.order, 6);
  EXPECT_EQ(change.audit.seq, document.version + 1);
  EXPECT_EQ(change.audit.round, 1);
  EXPECT_THAT(Ids(change.events),
              ElementsAre("step:41:1:1:2", "n:step:41:1:1:2:5", "settled:n:step:41:1:1:1:5"));
}

TEST(Reconciled, WhatHasEndedIsSaidAgainAndWhatIsNotSubmittedYetIsNotSaid) {
  auto document = Fresh();
  document.open_step = 0;
  document.state = DocumentState::kRejected;
  const ArbiterPlace seven{.document = document.id, .round = 1, .order = 7};
  EXPECT_THAT(Ids(Reconcile(document, seven, At(9)).events), ElementsAre("closed:41:1:8"));
  document.state = DocumentState::kSubmitting;
  EXPECT_TRUE(Reconcile(document, seven, At(9)).events.empty());
}

TEST(LeaveDays, AreEighthsOfADayFromOneToTheMostThatAnybodyHas) {
  EXPECT_EQ(LeaveMinutesOf(0.125), 60);
  EXPECT_EQ(LeaveMinutesOf(1.5), 720);
  EXPECT_FALSE(LeaveMinutesOf(0));
  EXPECT_FALSE(LeaveMinutesOf(-1));
  EXPECT_FALSE(LeaveMinutesOf(0.1));
  const double most = static_cast<double>(kMaxLeave) / kLeaveDay;
  EXPECT_EQ(LeaveMinutesOf(most), kMaxLeave);
  EXPECT_FALSE(LeaveMinutesOf(most + 0.125));
}

}  // namespace
}  // namespace erp::approval_request
