// What a recall and a refused result make of a document, without any store.
#include <algorithm>

#include <gtest/gtest.h>

#include "approval-request/domain/history.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using test::At;
using test::NextDecision;
using test::NextRecall;
using Ids = std::vector<std::string>;
using Statuses = std::vector<StepStatus>;

std::string IdOf(const Event& event) {
  return std::visit([](const auto& fact) { return EventId(fact); }, event);
}

Ids IdsOf(const std::vector<Event>& events) {
  Ids ids;
  for (const auto& event : events) ids.push_back(IdOf(event));
  return ids;
}

// A document, its trail and everything it told, moved by results as the store would do it. Every
// change happens a second after the one before.
struct Story {
  Story() {
    auto submission = test::ThreeStepSubmission();
    document = submission.document;
    audit.push_back(submission.audit);
    told = submission.events;
  }

  Transition Keep(Transition change) {
    document = After(document, change);
    audit.push_back(change.audit);
    told.insert(told.end(), change.events.begin(), change.events.end());
    return change;
  }
  Transition Apply(const ArbitratedResult& result) {
    auto change = ApplyResult(document, result, Later());
    EXPECT_TRUE(change);
    return Keep(*std::move(change));
  }
  Transition Refuse(const ArbitratedResult& result) {
    const auto change = ApplyResult(document, result, At(0));
    EXPECT_FALSE(change);
    return Keep(RefuseResult(document, result, change.error().slug, Later()));
  }
  Instant Later() { return now += std::chrono::seconds(1); }

  [[nodiscard]] Statuses StatusesNow() const {
    Statuses statuses;
    for (const auto& step : PresentRound(document).steps) statuses.push_back(step.status);
    return statuses;
  }
  [[nodiscard]] bool Whole() const {
    return !FirstBroken(document.id, document.version, document.audit_head, audit);
  }

  Instant now = At(1000);
  Document document;
  std::vector<AuditEntry> audit;
  std::vector<Event> told;
};

TEST(Recall, EndsTheRoundAndNotifiesTheApprovers) {
  Story story;
  const auto change = story.Apply(NextRecall(story.document, "날짜를 잘못 적었습니다"));
  EXPECT_EQ(story.document.state, DocumentState::kRecalled);
  EXPECT_EQ(story.document.open_step, 0);
  EXPECT_EQ(story.document.applied, 1);
  EXPECT_EQ(story.document.order, 2);
  EXPECT_EQ(story.StatusesNow(),
            (Statuses{StepStatus::kCanceled, StepStatus::kCanceled, StepStatus::kCanceled}));
  EXPECT_EQ(PresentRound(story.document).ended_at, At(2000));
  EXPECT_EQ(PresentRound(story.document).recall->comment, "날짜를 잘못 적었습니다");
  EXPECT_EQ(IdsOf(change.events), (Ids{"closed:41:1", "settled:n:step:41:1:1:1:5"}));
  EXPECT_EQ(std::get<RoundClosed>(change.events[0]).outcome, DocumentState::kRecalled);
  EXPECT_EQ(std::get<NotificationSettled>(change.events[1]).reason,
            NotificationSettled::Reason::kClosed);
  EXPECT_EQ(story.audit.back().action, "recalled");
  EXPECT_EQ(story.audit.back().actor, EmployeeId(3));
  EXPECT_EQ(story.audit.back().reference, "recall:41");
  EXPECT_FALSE(story.audit.back().comment_hash.empty());
  EXPECT_TRUE(story.Whole());
}

TEST(Recall, IsForTheDrafterOnlyAndOnlyBeforeTheFirstDecision) {
  Story story;
  auto stranger = NextRecall(story.document);
  stranger.actor = EmployeeId(5);
  EXPECT_EQ(ApplyResult(story.document, stranger, At(2000)).error().slug, "not-the-drafter");
  story.Apply(NextDecision(story.document, true));
  EXPECT_EQ(ApplyResult(story.document, NextRecall(story.document), At(2000)).error().slug,
            "already-decided");
}

TEST(Recall, IsAnnouncedAsPossibleUntilTheFirstDecision) {
  Story story;
  EXPECT_TRUE(MakeStepOpened(story.document).recallable);
  story.Apply(NextDecision(story.document, true));
  EXPECT_FALSE(MakeStepOpened(story.document).recallable);
}

TEST(Recall, ARepeatIsADuplicate) {
  Story story;
  const auto recall = NextRecall(story.document);
  story.Apply(recall);
  EXPECT_EQ(PlaceOf(story.document, recall), Place::kDuplicate);
  EXPECT_TRUE(Shows(story.document, recall.id));
}

TEST(Shows, WhatOfAnyRoundStandsInTheDocumentAndNothingElse) {
  Story story;
  EXPECT_FALSE(Shows(story.document, "decision:x"));
  EXPECT_FALSE(Shows(story.document, "recall:41"));
  const auto decision = NextDecision(story.document, true);
  story.Apply(decision);
  EXPECT_TRUE(Shows(story.document, decision.id));
  Story recalled;
  const auto recall = NextRecall(recalled.document);
  recalled.Apply(recall);
  EXPECT_TRUE(Shows(recalled.document, recall.id));
  EXPECT_FALSE(Shows(recalled.document, decision.id)) << "only because some recall is there";
  EXPECT_FALSE(Shows(recalled.document, "recall:42"));
  Step step;
  step.handovers.push_back({});
  step.handovers.back().move = "move:1";
  story.document.rounds.front().steps.push_back(step);
  story.document.rounds.push_back(Round{});
  EXPECT_TRUE(Shows(story.document, "move:1"));
  EXPECT_TRUE(Shows(story.document, decision.id)) << "also of a round before";
  EXPECT_FALSE(Shows(story.document, "move:2"));
}

TEST(Refusal, OpensTheStepAgainAndUsesTheNumberUp) {
  Story story;
  auto foreign = NextDecision(story.document, true);
  foreign.actor = EmployeeId(7);
  const auto change = story.Refuse(foreign);
  EXPECT_EQ(story.document.state, DocumentState::kInProgress);
  EXPECT_EQ(story.document.open_step, 1);
  EXPECT_EQ(story.document.applied, 1);
  EXPECT_EQ(story.document.order, 2);
  const Step& open = *OpenStep(story.document);
  EXPECT_EQ(open.attempt, 2);
  EXPECT_EQ(open.opened_at, At(2000));
  EXPECT_EQ(IdsOf(change.events),
            (Ids{"step:41:1:1:2", "n:step:41:1:1:2:5", "settled:n:step:41:1:1:1:5",
                 "n:refused:" + foreign.id + ":7"}));
  EXPECT_EQ(std::get<StepOpened>(change.events[0]).result_base, 1);
  const auto& notice = std::get<NotificationRequested>(change.events[3]);
  EXPECT_EQ(notice.kind, NotificationRequested::Kind::kDecisionRefused);
  EXPECT_EQ(notice.status, "refused");
  EXPECT_EQ(notice.message,
            "'테스트 장비 구매' 문서에 대한 처리가 반영되지 않았습니다. 사유: 현재 단계의 결재자가 "
            "아닙니다.");
  EXPECT_EQ(story.audit.back().action, "result-refused");
  EXPECT_EQ(story.audit.back().reason, "approver-mismatch");
  EXPECT_TRUE(story.Whole());
  EXPECT_EQ(PlaceOf(story.document, foreign), Place::kDuplicate);
  EXPECT_FALSE(Shows(story.document, foreign.id)) << "nobody may be told that it was recorded";

  story.Apply(NextDecision(story.document, true));
  EXPECT_EQ(story.document.open_step, 2);
}

TEST(Refusal, TheAttemptBeforeCannotBeDecidedAnyMore) {
  Story story;
  auto before = NextDecision(story.document, true);
  auto foreign = before;
  foreign.actor = EmployeeId(7);
  foreign.id = "decision:foreign";
  story.Refuse(foreign);
  before.n = story.document.applied + 1;
  EXPECT_EQ(ApplyResult(story.document, before, At(3000)).error().slug, "step-not-open");
}

TEST(Refusal, AfterTheEndTheRoundIsClosedAgainUnderANewOrder) {
  Story story;
  story.Apply(NextDecision(story.document, false));
  auto late = NextDecision(test::ThreeStepSubmission().document, true);
  late.n = 2;
  late.id = "decision:late";
  const auto change = story.Refuse(late);
  EXPECT_EQ(IdsOf(change.events), (Ids{"closed:41:1:3", "n:refused:decision:late:5"}));
  const auto& closed = std::get<RoundClosed>(change.events[0]);
  EXPECT_EQ(closed.order, 3);
  EXPECT_EQ(closed.outcome, DocumentState::kRejected);
  EXPECT_EQ(closed.closed_at, At(2000)) << "it ended when it ended";
  EXPECT_EQ(story.document.state, DocumentState::kRejected);
  EXPECT_EQ(story.document.applied, 2);
}

TEST(Refusal, ANumberThatIsTakenIsNotUsedUpTwice) {
  Story story;
  auto other = NextDecision(story.document, true);
  story.Apply(other);
  other.id = "decision:other";
  EXPECT_EQ(PlaceOf(story.document, other), Place::kTaken);
  story.Keep(RefuseResult(story.document, other, "result-number-taken", story.Later()));
  EXPECT_EQ(story.document.applied, 1);
  EXPECT_EQ(PlaceOf(story.document, other), Place::kDuplicate);
  story.Apply(NextDecision(story.document, true));
  EXPECT_EQ(story.document.open_step, 3);
}

TEST(Refusal, TheLast32AreRemembered) {
  Story story;
  std::vector<ArbitratedResult> refused;
  for (int i = 0; i < 40; ++i) {
    refused.push_back(NextDecision(story.document, true));
    refused.back().actor = EmployeeId(7);
    refused.back().id = "decision:" + std::to_string(i);
    story.Refuse(refused.back());
  }
  EXPECT_EQ(story.document.refused.size(), 32U);
  EXPECT_EQ(PlaceOf(story.document, refused[39]), Place::kDuplicate);
  EXPECT_EQ(PlaceOf(story.document, refused[8]), Place::kDuplicate);
  EXPECT_EQ(PlaceOf(story.document, refused[7]), Place::kTaken);
  EXPECT_TRUE(story.Whole());
}

TEST(Refusal, ANoticeAboutTheLongestIdStillHasAnIdThatFits) {
  Story story;
  auto foreign = NextDecision(story.document, true);
  foreign.actor = EmployeeId(INT64_MAX);
  foreign.id = std::string(200, 'd');
  EXPECT_LE(IdOf(story.Refuse(foreign).events.back()).size(), 200U);
}

TEST(Refusal, TheReasonIsPartOfTheTrail) {
  Story story;
  auto foreign = NextDecision(story.document, true);
  foreign.actor = EmployeeId(7);
  story.Refuse(foreign);
  story.audit.back().reason = "step-not-open";
  EXPECT_EQ(FirstBroken(story.document.id, story.document.version, story.document.audit_head,
                        story.audit),
            2);
}

TEST(ResultWaits, WhileTheRoundHasNotBegunForTheDocument) {
  Document document = test::ThreeStepSubmission().document;
  const auto decision = NextDecision(document, true);
  document.state = DocumentState::kSubmitting;
  document.open_step = 0;
  EXPECT_EQ(PlaceOf(document, decision), Place::kAhead);
  auto other_round = decision;
  other_round.round = 2;
  EXPECT_EQ(PlaceOf(document, other_round), Place::kNext) << "to be refused";
  const auto change = RefuseResult(document, other_round, "document-closed", At(2000));
  EXPECT_EQ(IdsOf(change.events), Ids{"n:refused:" + decision.id + ":5"});
  EXPECT_EQ(change.order, document.order);
}

TEST(ClosedAgain, ADraftThatWasNeverOpenedIsCanceledForTheArbiter) {
  Document document = test::ThreeStepSubmission().document;
  const auto decision = NextDecision(document, true);
  document.state = DocumentState::kDraft;
  document.open_step = 0;
  const auto change = RefuseResult(document, decision, "document-closed", At(2000));
  EXPECT_EQ(std::get<RoundClosed>(change.events[0]).outcome, DocumentState::kCanceled);
}

// What was told must come out again, equal in everything that is encoded.
void ExpectSameHistory(const Story& story) {
  std::vector<Event> first;
  std::copy_if(story.told.begin(), story.told.end(), std::back_inserter(first), [](const auto& e) {
    return std::holds_alternative<NotificationRequested>(e) ||
           std::holds_alternative<NotificationSettled>(e);
  });
  const auto again = NotificationsOf(story.document, story.audit);
  ASSERT_EQ(IdsOf(again), IdsOf(first));
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(TimeOf(again[i]), TimeOf(first[i])) << IdOf(first[i]);
    if (const auto* requested = std::get_if<NotificationRequested>(&first[i])) {
      const auto& same = std::get<NotificationRequested>(again[i]);
      EXPECT_EQ(same.message, requested->message);
      EXPECT_EQ(same.status, requested->status);
      EXPECT_EQ(same.user, requested->user);
      EXPECT_EQ(same.title, requested->title);
      EXPECT_EQ(same.kind, requested->kind);
    } else {
      EXPECT_EQ(std::get<NotificationSettled>(again[i]).reason,
                std::get<NotificationSettled>(first[i]).reason);
    }
  }
}

TEST(History, OfADocumentThatIsOpen) { ExpectSameHistory(Story()); }

TEST(History, OfAnApprovalOfARejectionAndOfARecall) {
  Story approved;
  approved.Apply(NextDecision(approved.document, true, "좋습니다"));
  approved.Apply(NextDecision(approved.document, true));
  ExpectSameHistory(approved);
  approved.Apply(NextDecision(approved.document, true, "확인"));
  ExpectSameHistory(approved);
  Story rejected;
  rejected.Apply(NextDecision(rejected.document, true));
  rejected.Apply(NextDecision(rejected.document, false, "예산 초과"));
  ExpectSameHistory(rejected);
  Story recalled;
  recalled.Apply(NextRecall(recalled.document, "다시 쓰겠습니다"));
  ExpectSameHistory(recalled);
}

TEST(History, OfRefusedResultsAtEveryPlace) {
  Story story;
  const auto refuse = [&] {
    auto foreign = NextDecision(test::ThreeStepSubmission().document, true);
    foreign.n = story.document.applied + 1;
    foreign.id = "decision:refused:" + std::to_string(story.document.version);
    foreign.actor = EmployeeId(77);
    story.Refuse(foreign);
  };
  refuse();
  refuse();
  story.Apply(NextDecision(story.document, true));
  refuse();
  story.Apply(NextDecision(story.document, true));
  auto taken = NextDecision(story.document, true);
  taken.n = 1;
  taken.id = "decision:taken";
  story.Keep(RefuseResult(story.document, taken, "result-number-taken", story.Later()));
  taken.id = "decision:late";
  story.Keep(RefuseEarlierEpoch(story.document, taken, story.Later()));
  story.Apply(NextDecision(story.document, false, "예산 초과"));
  refuse();
  ExpectSameHistory(story);
  EXPECT_TRUE(story.Whole());
}

TEST(History, ATrailThatDoesNotFitIsNotGuessedAt) {
  Story story;
  story.Apply(NextDecision(story.document, true));
  auto audit = story.audit;
  audit[1].reference = "decision:other";
  EXPECT_THROW(NotificationsOf(story.document, audit), BrokenTrail);
  audit = story.audit;
  audit.push_back(audit.back());
  EXPECT_THROW(NotificationsOf(story.document, audit), BrokenTrail);
  audit = story.audit;
  audit[1].action = "recalled";
  EXPECT_THROW(NotificationsOf(story.document, audit), BrokenTrail);
  audit[1].action = "party";
  EXPECT_THROW(NotificationsOf(story.document, audit), BrokenTrail);
}

}  // namespace
}  // namespace erp::approval_request
