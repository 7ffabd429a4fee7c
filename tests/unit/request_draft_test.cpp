#include <algorithm>

#include <gtest/gtest.h>

#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

using test::At;
using test::PeopleWith;
using test::ThreeStepDraft;

std::vector<std::string> PointersOf(const Result<void>& result) {
  std::vector<std::string> pointers;
  if (result) return pointers;
  for (const auto& field : result.error().fields) pointers.push_back(field.pointer);
  return pointers;
}

constexpr std::size_t kMaxContent = 16384;

using Pointers = std::vector<std::string>;

TEST(CheckDraft, AcceptsAPlainLine) { EXPECT_TRUE(CheckDraft(ThreeStepDraft())); }

TEST(CheckDraft, AcceptsOneStepAndTwenty) {
  auto draft = ThreeStepDraft();
  draft.line = {{1, EmployeeId(5)}};
  EXPECT_TRUE(CheckDraft(draft));
  draft.line.clear();
  for (int i = 1; i <= 20; ++i) draft.line.push_back({i, EmployeeId(100 + i)});
  EXPECT_TRUE(CheckDraft(draft));
}

TEST(CheckDraft, RefusesNoStepsAndTwentyOne) {
  auto draft = ThreeStepDraft();
  draft.line.clear();
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps"});
  for (int i = 1; i <= 21; ++i) draft.line.push_back({i, EmployeeId(100 + i)});
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps"});
}

TEST(CheckDraft, RefusesAGapAndALineThatDoesNotStartAtOne) {
  auto draft = ThreeStepDraft();
  draft.line[2].step = 4;
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps"});
  draft.line = {{2, EmployeeId(5)}};
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps"});
}

TEST(CheckDraft, NamesTheRepeatedNumberInTheClientsOrder) {
  auto draft = ThreeStepDraft();
  draft.line = {{2, EmployeeId(5)}, {1, EmployeeId(9)}, {2, EmployeeId(7)}};
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps/2/step"});
}

TEST(CheckDraft, NamesTheRepeatedApprover) {
  auto draft = ThreeStepDraft();
  draft.line[2].approver = EmployeeId(5);
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps/2/approverId"});
}

TEST(CheckDraft, RefusesTheDrafterInTheirOwnLine) {
  auto draft = ThreeStepDraft();
  draft.line[1].approver = draft.requester;
  EXPECT_EQ(PointersOf(CheckDraft(draft)), Pointers{"/steps/1/approverId"});
}

TEST(CheckDraft, ReportsEveryMistakeAtOnce) {
  auto draft = ThreeStepDraft();
  draft.texts.title = "  ";
  draft.texts.content = std::string(kMaxContent + 1, 'x');
  draft.line = {{1, EmployeeId(3)}, {1, EmployeeId(5)}, {3, EmployeeId(5)}};
  EXPECT_EQ(PointersOf(CheckDraft(draft, {{"/fields/dueDate", "is no date"}})),
            (Pointers{"/fields/dueDate", "/title", "/content", "/steps/1/step",
                      "/steps/0/approverId", "/steps/2/approverId"}));
}

TEST(CheckDraft, CountsTitleAndContentInCharacters) {
  auto draft = ThreeStepDraft();
  draft.texts.title.clear();
  for (int i = 0; i < 200; ++i) draft.texts.title += "가";
  draft.texts.content.clear();
  for (std::size_t i = 0; i < kMaxContent; ++i) draft.texts.content += "가";
  EXPECT_TRUE(CheckDraft(draft));
  draft.texts.title += "가";
  draft.texts.content += "x";
  EXPECT_EQ(PointersOf(CheckDraft(draft)), (Pointers{"/title", "/content"}));
}

TEST(CheckPeople, NamesTheUnknownAndTheInactive) {
  const auto draft = ThreeStepDraft();
  auto people = PeopleWith({5, 7, 9});
  people[EmployeeId(7)].active = false;
  EXPECT_EQ(PointersOf(CheckPeople(draft, people)),
            (Pointers{"/requesterId", "/steps/2/approverId"}));
  EXPECT_TRUE(CheckPeople(draft, PeopleWith({3, 5, 7, 9})));
}

TEST(CheckPeople, ADrafterWhoHasLeftIsForbidden) {
  auto people = PeopleWith({3, 5, 7, 9});
  people[EmployeeId(3)].active = false;
  const auto checked = CheckPeople(ThreeStepDraft(), people);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(checked.error().slug, "inactive");
}

TEST(PeopleOf, AsksForEverybodyOnce) {
  EXPECT_EQ(PeopleOf(ThreeStepDraft()),
            (std::vector<EmployeeId>{EmployeeId(3), EmployeeId(5), EmployeeId(7), EmployeeId(9)}));
}

TEST(DraftHash, IgnoresTheOrderOfTheStepsAndNothingElse) {
  const auto draft = ThreeStepDraft();
  auto turned = draft;
  std::reverse(turned.line.begin(), turned.line.end());
  EXPECT_EQ(DraftHash(turned), DraftHash(draft));
  auto other = draft;
  other.texts.title += "!";
  EXPECT_NE(DraftHash(other), DraftHash(draft));
  other = draft;
  std::swap(other.line[0].approver, other.line[1].approver);
  EXPECT_NE(DraftHash(other), DraftHash(draft));
  other = draft;
  other.form = "expense";
  EXPECT_NE(DraftHash(other), DraftHash(draft));
}

TEST(ContentHash, DoesNotConfuseTitleAndContent) {
  const auto hash = [](const std::string& title, const std::string& content) {
    return ContentHash(
        "general", {.texts = {.title = title, .content = content}, .hash = {}, .requester = {}});
  };
  EXPECT_NE(hash("ab", "c"), hash("a", "bc"));
  EXPECT_EQ(hash("a", "b"), hash("a", "b"));
}

TEST(Submit, SortsTheLineAndOpensItsFirstStep) {
  auto draft = ThreeStepDraft();
  std::reverse(draft.line.begin(), draft.line.end());
  const auto submission = Submit(RequestId(41), draft, PeopleWith({3, 5, 7, 9}), At(1000));
  const Document& document = submission.document;
  EXPECT_EQ(document.state, DocumentState::kInProgress);
  EXPECT_EQ(document.version, 1);
  EXPECT_EQ(document.applied, 0);
  EXPECT_EQ(document.order, 1);
  EXPECT_EQ(document.open_step, 1);
  ASSERT_EQ(document.rounds.size(), 1U);
  const auto& steps = document.rounds[0].steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].approver, test::Snapshot(5));
  EXPECT_EQ(steps[2].approver, test::Snapshot(7));
  EXPECT_EQ(steps[0].opened_at, At(1000));
  EXPECT_FALSE(steps[1].opened_at);
  for (const auto& step : steps) EXPECT_EQ(step.status, StepStatus::kPending);
}

TEST(Submit, NotifiesTheArbiterAndTheFirstApproverAndNobodyElse) {
  const auto submission = test::ThreeStepSubmission();
  ASSERT_EQ(submission.events.size(), 2U);
  const auto& opened = std::get<StepOpened>(submission.events[0]);
  EXPECT_EQ(EventId(opened), "step:41:1:1:1");
  EXPECT_EQ(opened.order, 1);
  EXPECT_EQ(opened.result_base, 0);
  EXPECT_FALSE(opened.last_step);
  EXPECT_EQ(opened.content_hash, submission.document.content_hash);
  const auto& notice = std::get<NotificationRequested>(submission.events[1]);
  EXPECT_EQ(notice.id, "n:step:41:1:1:1:5");
  EXPECT_EQ(notice.user, EmployeeId(5));
  EXPECT_EQ(notice.status, "pending");
  EXPECT_EQ(notice.message, "사람3 님이 '테스트 장비 구매' 문서의 결재를 요청했습니다.");
}

TEST(Submit, BeginsTheAuditChain) {
  const auto submission = test::ThreeStepSubmission();
  EXPECT_EQ(submission.audit.seq, 1);
  EXPECT_EQ(submission.audit.actor, EmployeeId(3));
  EXPECT_EQ(submission.audit.action, "submitted");
  EXPECT_EQ(submission.audit.prev, AuditRoot(RequestId(41)));
  EXPECT_EQ(submission.document.audit_head, submission.audit.hash);
}

TEST(Submit, EveryFormButTheGeneralOneWantsAReasonForARejection) {
  for (const auto& [form, wanted] : {std::pair{"general", false}, std::pair{"annual-leave", true},
                                     std::pair{"expense", true}, std::pair{"project", true}}) {
    EXPECT_EQ(RejectionNeedsReason(form), wanted) << form;
    auto document = test::ThreeStepSubmission().document;
    document.form = form;
    EXPECT_EQ(MakeStepOpened(document).reason_required, wanted) << form;
  }
}

}  // namespace
}  // namespace erp::approval_request
