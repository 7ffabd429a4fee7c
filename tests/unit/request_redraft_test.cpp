// A drafter changes, submits again or deletes a document that nobody decides on.
#include <gtest/gtest.h>

#include "approval-request/domain/history.h"
#include "approval-request/domain/reservation.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using Ids = std::vector<std::string>;

struct RedraftTest : test::AppTest {
  // A leave document whose days the ledger refused: a draft.
  Document Refused() {
    leave.answer = test::Insufficient();
    EXPECT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
    leave.answer = {.applied = true};
    return Stored();
  }
  Document Recalled(const Draft& draft = test::ThreeStepDraft()) {
    EXPECT_TRUE(app.submit.Run(draft, std::nullopt));
    EXPECT_TRUE(app.record.Run(test::NextRecall(Stored(), "날짜")));
    documents.outbox.clear();
    publisher.published.clear();
    return Stored();
  }
  const Document& Stored() { return documents.stored.at(RequestId(1)); }
  std::vector<AuditEntry>& Audit() { return documents.audit[RequestId(1)]; }
  static ChangeDraft::Command By(std::int64_t drafter, const std::string& key = "") {
    ChangeDraft::Command order{.document = RequestId(1), .viewer = {.person = EmployeeId(drafter)}};
    if (!key.empty()) order.idempotency_key = key;
    return order;
  }
  Ids Published() {
    Ids published;
    for (const auto& [document, id] : publisher.published) published.push_back(id);
    return published;
  }
  void ExpectWholeTrail() {
    EXPECT_EQ(FirstBroken(Stored().id, Stored().version, Stored().audit_head, Audit()),
              std::nullopt);
  }
};

TEST_F(RedraftTest, ARefusedLeaveRequestIsMendedAndSubmittedAsItsNextRound) {
  Refused();
  ASSERT_EQ(Stored().state, DocumentState::kDraft);
  const auto edited = app.drafts.Edit(By(3), {.leave_days = 0.5});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->document, Stored());
  EXPECT_EQ(Stored().leave_minutes, 240);
  EXPECT_EQ(Stored().state, DocumentState::kDraft);
  leave.operations.clear();
  publisher.published.clear();

  const auto submitted = app.drafts.Submit(By(3));
  ASSERT_TRUE(submitted);
  EXPECT_EQ(submitted->round, 2);
  EXPECT_EQ(submitted->document.state, DocumentState::kInProgress);
  ASSERT_EQ(leave.operations.size(), 1U);
  EXPECT_EQ(EventId(leave.operations[0]), "leave:1:2:reserve");
  EXPECT_EQ(leave.operations[0].minutes, 240);
  // The operation is delivered once more, with which it leaves the outbox.
  EXPECT_EQ(Published(), (Ids{"step:1:2:1:1", "n:step:1:2:1:1:5", "leave:1:2:reserve"}));
  EXPECT_EQ(Stored().rounds.size(), 2U);
  EXPECT_EQ(Stored().rounds[0].content->leave_minutes, 960);
  EXPECT_FALSE(Stored().rounds[1].content);
  ExpectWholeTrail();
}

TEST_F(RedraftTest, ARecalledDocumentIsSubmittedAgainWithANewLineAndANewHash) {
  const auto before = Recalled();
  ASSERT_TRUE(app.drafts.Edit(By(3), {.texts = {{"title", "새 제목"}},
                                      .line = std::vector<LineEntry>{{1, EmployeeId(9)}}}));
  EXPECT_EQ(Stored().state, DocumentState::kRecalled);
  EXPECT_EQ(ShownSteps(Stored()).at(0).approver.id, EmployeeId(9));
  const auto submitted = app.drafts.Submit(By(3));
  ASSERT_TRUE(submitted);
  const Document& now = Stored();
  EXPECT_EQ(now.state, DocumentState::kInProgress);
  EXPECT_EQ(now.texts.title, "새 제목");
  EXPECT_EQ(now.content_hash, ContentHash(now.form, PresentContent(now)));
  EXPECT_NE(now.content_hash, before.content_hash);
  EXPECT_EQ(now.order, before.order + 1);
  EXPECT_EQ(now.applied, before.applied) << "results go on counting";
  EXPECT_EQ(OpenStep(now)->approver.id, EmployeeId(9));
  EXPECT_EQ(now.rounds[0].content->texts.title, before.texts.title);
  EXPECT_EQ(now.rounds[0].recall->comment, "날짜");
  EXPECT_TRUE(now.next_line.empty());
  EXPECT_EQ(Published(), (Ids{"step:1:2:1:1", "n:step:1:2:1:1:9"}));
  ExpectWholeTrail();
  // And it is decided like any other.
  EXPECT_TRUE(app.record.Run(test::NextDecision(now, true)));
  EXPECT_EQ(Stored().state, DocumentState::kApproved);
}

TEST_F(RedraftTest, ALeaveDocumentThatIsRecalledAgainGivesItsOwnRoundBack) {
  Recalled(test::LeaveDraft());
  ASSERT_TRUE(app.drafts.Submit(By(3)));
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored(), "또")).ok());
  Ids waiting;
  for (const auto& message : documents.outbox) waiting.push_back(message.id);
  EXPECT_NE(std::find(waiting.begin(), waiting.end(), "leave:1:2:release"), waiting.end());
}

TEST_F(RedraftTest, OnlyTheDrafterAndOnlyWhatNobodyDecidesOn) {
  EXPECT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
  for (const auto& run :
       std::vector<std::function<Result<ChangeDraft::Changed>(const ChangeDraft::Command&)>>{
           [&](const auto& order) {
             return app.drafts.Edit(order, {.texts = {{"title", "x"}}});
           },
           [&](const auto& order) { return app.drafts.Submit(order); },
           [&](const auto& order) { return app.drafts.Delete(order); }}) {
    EXPECT_EQ(run(By(5)).error().slug, "not-the-drafter");
    EXPECT_EQ(run(By(6)).error().slug, "document-not-found") << "for whom it is not there";
    EXPECT_EQ(run(By(3)).error().slug, "document-not-draft");
    auto other = By(3);
    other.document = RequestId(77);
    EXPECT_EQ(run(other).error().slug, "document-not-found");
  }
  EXPECT_EQ(Stored().version, 1);
}

// The arbiter has the recall, and views show it: it is on its way to the document.
struct RecallOnItsWayTest : RedraftTest {
  RecallOnItsWayTest() {
    EXPECT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
    recall = test::NextRecall(Stored(), "날짜");
    step_states.known[RequestId(1)] = {.document = RequestId(1),
                                       .round = 1,
                                       .step = 1,
                                       .attempt = 1,
                                       .order = Stored().order,
                                       .result = recall};
    EXPECT_EQ(app.read.Get(RequestId(1), {.trusted = true})->state, DocumentState::kRecalled);
    step_states.asked = 0;
    documents.finds = 0;
  }
  ArbitratedResult recall;
};

TEST_F(RecallOnItsWayTest, AnEditOfWhatViewsShowAsRecalledWaitsUntilItIsRecorded) {
  documents.find_fault = [this] {
    if (documents.finds != 3) return;
    EXPECT_TRUE(app.record.Run(recall));
  };
  const auto edited = app.drafts.Edit(By(3), {.texts = {{"title", "새 제목"}}});
  ASSERT_TRUE(edited) << edited.error().slug;
  EXPECT_EQ(Stored().state, DocumentState::kRecalled);
  EXPECT_EQ(Stored().texts.title, "새 제목");
  EXPECT_EQ(step_states.asked, 1);
}

TEST_F(RecallOnItsWayTest, WhileItIsNotRecordedAnEditIsNotRefused) {
  EXPECT_THROW((void)app.drafts.Edit(By(3), {.texts = {{"title", "x"}}}), Unavailable);
  EXPECT_GT(documents.finds, 2);
  EXPECT_LT(documents.finds, 1000) << "not in a tight loop";
  EXPECT_EQ(step_states.asked, 1);
}

TEST_F(RecallOnItsWayTest, OnlyForItsDrafterTheArbiterIsAsked) {
  EXPECT_EQ(app.drafts.Edit(By(5), {.texts = {{"title", "x"}}}).error().slug, "not-the-drafter");
  EXPECT_EQ(step_states.asked, 0);
}

TEST_F(RecallOnItsWayTest, WhatTheArbiterDoesNotAnswerStaysAsItIsRecorded) {
  step_states.away = true;
  EXPECT_EQ(app.drafts.Submit(By(3)).error().slug, "document-not-draft");
}

TEST_F(RedraftTest, NobodyIsAskedOfADocumentWithoutAnOpenStep) {
  Recalled();
  ASSERT_TRUE(app.drafts.Edit(By(3), {.texts = {{"title", "x"}}}));
  EXPECT_EQ(step_states.asked, 0);
}

TEST_F(RedraftTest, RejectedIsTheEndOfIt) {
  EXPECT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
  ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), false)));
  EXPECT_EQ(app.drafts.Submit(By(3)).error().slug, "document-not-draft");
}

TEST_F(RedraftTest, AnEditMustMakeADocumentThatCouldBeSubmitted) {
  Recalled();
  const auto slug = [&](const DraftEdit& edit) {
    const auto edited = app.drafts.Edit(By(3), edit);
    return edited ? std::string("edited") : edited.error().slug;
  };
  EXPECT_EQ(slug({.line = std::vector<LineEntry>{{1, EmployeeId(3)}}}), "invalid-draft");
  EXPECT_EQ(slug({.line = std::vector<LineEntry>{{2, EmployeeId(5)}}}), "invalid-draft");
  EXPECT_EQ(slug({.leave_days = 1}), "invalid-draft");
  EXPECT_EQ(slug({.line = std::vector<LineEntry>{{1, EmployeeId(4)}}}), "unknown-person");
  EXPECT_EQ(slug({.texts = {{"content", ""}}}), "edited");
}

TEST_F(RedraftTest, OtherVersionThanTheOneThatWasSeenChangesNothingButARepeatIsAnswered) {
  Recalled();
  auto order = By(3, "k");
  order.version = 1;
  EXPECT_EQ(app.drafts.Edit(order, {.texts = {{"title", "x"}}}).error().slug, "version-mismatch");
  order.version = Stored().version;
  ASSERT_TRUE(app.drafts.Edit(order, {.texts = {{"title", "x"}}}));
  const auto version = Stored().version;
  const auto again = app.drafts.Edit(order, {.texts = {{"title", "x"}}});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(Stored().version, version);
  EXPECT_EQ(app.drafts.Edit(order, {.texts = {{"title", "y"}}}).error().slug,
            "idempotency-key-reused");
}

TEST_F(RedraftTest, ARepeatedSubmitIsTheRoundThatItBegan) {
  Recalled();
  const auto first = app.drafts.Submit(By(3, "k"));
  ASSERT_TRUE(first && !first->replayed);
  ASSERT_TRUE(app.record.Run(test::NextRecall(Stored(), "또")).ok());
  const auto again = app.drafts.Submit(By(3, "k"));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->round, 2);
  EXPECT_EQ(Stored().rounds.size(), 2U);
}

TEST_F(RedraftTest, ADraftThatNobodySawIsDeletedAndItsTrailKept) {
  Refused();
  const auto deleted = app.drafts.Delete(By(3, "k"));
  ASSERT_TRUE(deleted);
  EXPECT_TRUE(Deleted(Stored()));
  EXPECT_EQ(Audit().back().action, "deleted");
  ExpectWholeTrail();
  EXPECT_EQ(app.read.Get(RequestId(1), {.trusted = true}).error().slug, "document-not-found");
  EXPECT_EQ(app.drafts.Edit(By(3), {.texts = {{"title", "x"}}}).error().slug, "document-not-found");
  EXPECT_EQ(app.drafts.Delete(By(3)).error().slug, "document-not-found");
  EXPECT_EQ(app.drafts.Delete(By(5)).error().slug, "document-not-found");
  EXPECT_TRUE(app.drafts.Delete(By(3, "k"))->replayed);
}

TEST_F(RedraftTest, ADocumentThatWasUnderWayIsKept) {
  Recalled();
  EXPECT_EQ(app.drafts.Delete(By(3)).error().slug, "document-kept");
}

TEST_F(RedraftTest, EditsAndRoundsAreBounded) {
  Recalled();
  documents.stored[RequestId(1)].version = kMaxChanges;
  EXPECT_EQ(app.drafts.Edit(By(3), {.texts = {{"title", "x"}}}).error().slug, "too-many-changes");
}

TEST_F(RedraftTest, NotificationsOfEveryRoundAreMadeAgainFromTheTrail) {
  std::vector<Event> told;
  const auto keep = [&](const std::vector<Event>& events) {
    for (const auto& event : events) {
      if (std::holds_alternative<NotificationRequested>(event) ||
          std::holds_alternative<NotificationSettled>(event)) {
        told.push_back(event);
      }
    }
  };
  auto submission = test::LeaveSubmission(1);
  Document document = submission.document;
  std::vector<AuditEntry> audit = {submission.audit};
  const auto apply = [&](const Transition& change) {
    document = After(document, change);
    audit.push_back(change.audit);
    keep(change.events);
  };
  const People all = test::PeopleWith({3, 5, 7, 9});
  apply(ApplyReservation(document, test::Insufficient(), Reply::kNone, At(1100)));
  auto draft = Merged(DraftOf(document), {.texts = {{"title", "반차"}}, .leave_days = 0.5});
  draft.texts.fields = R"({"leaveDays":0.5})";  // as the form would write it
  apply(EditDraft(document, draft, all, At(1200)));
  apply(SubmitAgain(document, DraftOf(document), all, At(1300)));
  apply(ApplyReservation(document, {.applied = true}, Reply::kToClient, At(1400)));
  apply(*ApplyResult(document, test::NextRecall(document, "날짜"), At(1500)));
  draft = Merged(DraftOf(document), {.texts = {{"title", "연차"}},
                                     .line = std::vector<LineEntry>{{1, EmployeeId(9)}}});
  apply(EditDraft(document, draft, all, At(1600)));
  apply(SubmitAgain(document, DraftOf(document), all, At(1700)));
  apply(ApplyReservation(document, {.applied = true}, Reply::kToClient, At(1800)));
  apply(*ApplyResult(document, test::NextDecision(document, true, "네"), At(1900)));
  EXPECT_EQ(document.state, DocumentState::kApproved);
  EXPECT_EQ(FirstBroken(document.id, document.version, document.audit_head, audit), std::nullopt);

  const auto again = NotificationsOf(document, audit);
  ASSERT_EQ(again.size(), told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(again[i].index(), told[i].index()) << i;
    if (const auto* first = std::get_if<NotificationRequested>(&told[i])) {
      const auto& second = std::get<NotificationRequested>(again[i]);
      EXPECT_EQ(second.id, first->id);
      EXPECT_EQ(second.message, first->message);
      EXPECT_EQ(second.title, first->title);
      EXPECT_EQ(second.at, first->at);
    }
  }
}

}  // namespace
}  // namespace erp::approval_request
