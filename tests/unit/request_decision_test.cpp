#include <gtest/gtest.h>

#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using test::At;
using test::NextDecision;

// A document and its trail, moved by decisions as the store would do it.
struct Story {
  Story() {
    auto submission = test::ThreeStepSubmission();
    document = submission.document;
    audit.push_back(submission.audit);
  }

  Transition Decide(bool approved, const std::string& comment = "") {
    auto change = ApplyResult(document, NextDecision(document, approved, comment), At(2000));
    EXPECT_TRUE(change);
    document = After(document, *change);
    audit.push_back(change->audit);
    return *change;
  }

  [[nodiscard]] std::vector<StepStatus> Statuses() const {
    std::vector<StepStatus> statuses;
    for (const auto& step : PresentRound(document).steps) statuses.push_back(step.status);
    return statuses;
  }

  Document document;
  std::vector<AuditEntry> audit;
};

std::vector<std::string> IdsOf(const Transition& change) {
  std::vector<std::string> ids;
  for (const auto& event : change.events) {
    ids.push_back(std::visit([](const auto& fact) { return EventId(fact); }, event));
  }
  return ids;
}

using Ids = std::vector<std::string>;
using Statuses = std::vector<StepStatus>;

TEST(ApplyDecision, AnApprovalOpensTheNextStepOnly) {
  Story story;
  const auto change = story.Decide(true, "좋습니다");
  EXPECT_EQ(story.document.state, DocumentState::kInProgress);
  EXPECT_EQ(story.document.open_step, 2);
  EXPECT_EQ(story.document.version, 2);
  EXPECT_EQ(story.document.applied, 1);
  EXPECT_EQ(story.document.order, 2);
  EXPECT_EQ(story.Statuses(),
            (Statuses{StepStatus::kApproved, StepStatus::kPending, StepStatus::kPending}));
  const auto& steps = PresentRound(story.document).steps;
  EXPECT_EQ(steps[0].comment, "좋습니다");
  EXPECT_EQ(steps[0].decided_at, At(1500));
  EXPECT_EQ(steps[0].opened_at, At(1000));
  EXPECT_EQ(steps[1].opened_at, At(2000));
  EXPECT_FALSE(steps[2].opened_at);
  EXPECT_EQ(change.opened->approver.id, EmployeeId(9));
  EXPECT_EQ(IdsOf(change),
            (Ids{"step:41:1:2:1", "n:step:41:1:2:1:9", "settled:n:step:41:1:1:1:5"}));
  const auto& opened = std::get<StepOpened>(change.events[0]);
  EXPECT_EQ(opened.order, 2);
  EXPECT_EQ(opened.result_base, 1);
  EXPECT_EQ(opened.steps[0].status, StepStatus::kApproved);
}

TEST(ApplyDecision, TheLastApprovalEndsTheDocumentAndNotifiesDrafterAndEarlierApprovers) {
  Story story;
  story.Decide(true);
  story.Decide(true);
  const auto change = story.Decide(true);
  EXPECT_EQ(story.document.state, DocumentState::kApproved);
  EXPECT_EQ(story.document.open_step, 0);
  EXPECT_EQ(CurrentStep(story.document), 3);
  EXPECT_EQ(OpenStep(story.document), nullptr);
  EXPECT_EQ(PresentRound(story.document).ended_at, At(2000));
  EXPECT_FALSE(change.opened);
  EXPECT_EQ(IdsOf(change), (Ids{"closed:41:1", "n:closed:41:1:3", "n:closed:41:1:5",
                                "n:closed:41:1:9", "settled:n:step:41:1:3:1:7"}));
  const auto& closed = std::get<RoundClosed>(change.events[0]);
  EXPECT_EQ(closed.outcome, DocumentState::kApproved);
  EXPECT_EQ(closed.order, 4);
  const auto& notice = std::get<NotificationRequested>(change.events[1]);
  EXPECT_EQ(notice.status, "approved");
  EXPECT_EQ(notice.message, "'테스트 장비 구매' 문서가 최종 승인되었습니다.");
}

TEST(ApplyDecision, OnlyTheLastStepIsAnnouncedAsTheLast) {
  Story story;
  EXPECT_FALSE(std::get<StepOpened>(story.Decide(true).events[0]).last_step);
  EXPECT_TRUE(std::get<StepOpened>(story.Decide(true).events[0]).last_step);
}

TEST(ApplyDecision, ARejectionInTheMiddleEndsItAndSkipsNothingWrongly) {
  Story story;
  story.Decide(true);
  const auto change = story.Decide(false, "예산 초과");
  EXPECT_EQ(story.document.state, DocumentState::kRejected);
  EXPECT_EQ(CurrentStep(story.document), 2);
  EXPECT_EQ(story.Statuses(),
            (Statuses{StepStatus::kApproved, StepStatus::kRejected, StepStatus::kCanceled}));
  const auto& last = PresentRound(story.document).steps[2];
  EXPECT_TRUE(last.decision_id.empty());
  EXPECT_FALSE(last.opened_at);
  // The third approver never was asked, so there is nothing to tell or to settle.
  EXPECT_EQ(IdsOf(change), (Ids{"closed:41:1", "n:closed:41:1:3", "n:closed:41:1:5",
                                "settled:n:step:41:1:2:1:9"}));
  EXPECT_EQ(std::get<NotificationRequested>(change.events[1]).message,
            "'테스트 장비 구매' 문서가 반려되었습니다. 사유: 예산 초과");
}

TEST(ApplyDecision, ARejectionByTheFirstNotifiesTheDrafterOnly) {
  Story story;
  const auto change = story.Decide(false);
  EXPECT_EQ(IdsOf(change), (Ids{"closed:41:1", "n:closed:41:1:3", "settled:n:step:41:1:1:1:5"}));
  EXPECT_EQ(story.Statuses(),
            (Statuses{StepStatus::kRejected, StepStatus::kCanceled, StepStatus::kCanceled}));
}

TEST(ApplyDecision, NothingFollowsTheEnd) {
  Story story;
  auto late = NextDecision(story.document, true);
  story.Decide(false);
  late.n = story.document.applied + 1;
  const auto change = ApplyResult(story.document, late, At(3000));
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error().slug, "document-closed");
}

TEST(ApplyDecision, RefusesWhatDoesNotMatchTheOpenStep) {
  const Story story;
  const auto slug_with = [&](auto change) {
    ArbitratedResult decision = NextDecision(story.document, true);
    change(decision);
    const auto applied = ApplyResult(story.document, decision, At(2000));
    return applied ? std::string("applied") : applied.error().slug;
  };
  EXPECT_EQ(slug_with([](ArbitratedResult&) {}), "applied");
  EXPECT_EQ(slug_with([](ArbitratedResult& d) { d.round = 2; }), "round-mismatch");
  EXPECT_EQ(slug_with([](ArbitratedResult& d) { d.step = 2; }), "step-not-open");
  EXPECT_EQ(slug_with([](ArbitratedResult& d) { d.attempt = 2; }), "step-not-open");
  EXPECT_EQ(slug_with([](ArbitratedResult& d) { d.actor = EmployeeId(9); }), "approver-mismatch");
  EXPECT_EQ(slug_with([](ArbitratedResult& d) { d.content_hash = "0"; }), "content-mismatch");
}

TEST(PlaceOf, DistinguishesNextDuplicateAheadAndTaken) {
  Story story;
  const auto first = NextDecision(story.document, true);
  EXPECT_EQ(PlaceOf(story.document, first), Place::kNext);
  story.Decide(true);
  EXPECT_EQ(PlaceOf(story.document, first), Place::kDuplicate);
  auto ahead = NextDecision(story.document, true);
  ahead.n = 3;
  EXPECT_EQ(PlaceOf(story.document, ahead), Place::kAhead);
  auto other = first;
  other.id = "decision:other";
  EXPECT_EQ(PlaceOf(story.document, other), Place::kTaken);
}

TEST(MakeStepOpened, IsTheSameFromTheStoredDocumentAsFromTheTransition) {
  Story story;
  const auto change = story.Decide(true);
  const auto& sent = std::get<StepOpened>(change.events[0]);
  const auto again = MakeStepOpened(story.document);
  EXPECT_EQ(again.order, sent.order);
  EXPECT_EQ(again.result_base, sent.result_base);
  EXPECT_EQ(again.opened_at, sent.opened_at);
  EXPECT_EQ(EventId(again), EventId(sent));
}

TEST(AuditChain, VerifiesAWholeStory) {
  Story story;
  story.Decide(true, "좋습니다");
  story.Decide(false, "예산 초과");
  EXPECT_EQ(FirstBroken(story.document.id, story.document.version, story.document.audit_head,
                        story.audit),
            std::nullopt);
}

TEST(AuditChain, NamesTheFirstEntryThatWasTouched) {
  Story story;
  story.Decide(true, "좋습니다");
  story.Decide(true);
  const auto broken_with = [&](auto tamper) {
    auto entries = story.audit;
    tamper(entries);
    return FirstBroken(story.document.id, story.document.version, story.document.audit_head,
                       entries);
  };
  EXPECT_EQ(broken_with([](auto& e) { e[1].actor = EmployeeId(8); }), 2);
  EXPECT_EQ(broken_with([](auto& e) { e[1].action = "step-rejected"; }), 2);
  EXPECT_EQ(broken_with([](auto& e) { e[1].comment_hash = ""; }), 2);
  EXPECT_EQ(broken_with([](auto& e) { e[0].at = At(1); }), 1);
  EXPECT_EQ(broken_with([](auto& e) { e[2].reference = "decision:other"; }), 3);
  // Even when the forger seals the changed entry again, the next one does not fit any more.
  EXPECT_EQ(broken_with([](auto& e) {
              e[1].actor = EmployeeId(8);
              e[1] = Sealed(e[1]);
            }),
            3);
  EXPECT_EQ(broken_with([](auto& e) { e.erase(e.begin() + 1); }), 2);
  EXPECT_EQ(broken_with([](auto& e) { std::swap(e[1], e[2]); }), 2);
}

TEST(AuditChain, ShowsACutTailAndAForeignDocument) {
  Story story;
  story.Decide(true);
  auto entries = story.audit;
  entries.pop_back();
  EXPECT_EQ(
      FirstBroken(story.document.id, story.document.version, story.document.audit_head, entries),
      2);
  EXPECT_EQ(
      FirstBroken(RequestId(42), story.document.version, story.document.audit_head, story.audit),
      1);
}

}  // namespace
}  // namespace erp::approval_request
