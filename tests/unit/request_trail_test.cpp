// Rounds that are submitted again, and trails that do not fit their documents.
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/domain/canonical_text.h"
#include "approval-request/domain/draft.h"
#include "approval-request/domain/history.h"
#include "approval-request/domain/leave.h"
#include "common/sha256.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;

struct TrailTest : test::AppTest {
  const Document& Stored() { return documents.stored.at(RequestId(1)); }
  std::vector<AuditEntry>& Audit() { return documents.audit[RequestId(1)]; }
  void Recalled() {
    ASSERT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
    ASSERT_TRUE(app.record.Run(test::NextRecall(Stored(), "날짜")));
  }
  Result<ChangeDraft::Changed> SubmitAgain() {
    return app.drafts.Submit({.document = RequestId(1), .viewer = {.person = EmployeeId(3)}});
  }
  // The trail with its last entry changed.
  bool Fits(const std::function<void(AuditEntry&)>& change) {
    auto audit = Audit();
    change(audit.back());
    try {
      NotificationsOf(Stored(), audit);
      return true;
    } catch (const BrokenTrail&) {
      return false;
    }
  }
};

TEST_F(TrailTest, ARoundThatIsSubmittedAgainOpensItsFirstStepThen) {
  Recalled();
  clock.now = At(9000);
  ASSERT_TRUE(SubmitAgain());
  ASSERT_NE(OpenStep(Stored()), nullptr);
  EXPECT_EQ(OpenStep(Stored())->opened_at, At(9000));
  EXPECT_EQ(OpenStep(Stored())->number, 1);
  EXPECT_EQ(PresentRound(Stored()).submitted_at, At(9000));
}

TEST_F(TrailTest, ALeaveRoundThatIsSubmittedAgainOpensNothingBeforeTheLedgerHasAnswered) {
  leave.answer = test::Insufficient();
  ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
  const auto order = Stored().order;
  leave.away = true;
  ASSERT_TRUE(SubmitAgain());
  EXPECT_EQ(Stored().state, DocumentState::kSubmitting);
  EXPECT_EQ(Stored().order, order);
  EXPECT_EQ(documents.outbox.back().id, "leave:1:2:reserve")
      << "the sweep asks until it is answered";
  EXPECT_EQ(Stored().open_step, 0);
  EXPECT_FALSE(PresentRound(Stored()).steps.front().opened_at);
}

TEST_F(TrailTest, ALeaveDocumentOpensNothingBeforeTheLedgerHasAnsweredEither) {
  leave.away = true;
  ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
  EXPECT_EQ(Stored().state, DocumentState::kSubmitting);
  EXPECT_EQ(Stored().order, 0);
  EXPECT_EQ(Stored().open_step, 0);
  EXPECT_EQ(OpenStep(Stored()), nullptr);
  EXPECT_FALSE(PresentRound(Stored()).steps.front().opened_at);
}

TEST_F(TrailTest, AnEntryThatDoesNotFitItsDocumentIsSaid) {
  Recalled();
  EXPECT_TRUE(Fits([](AuditEntry&) {}));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.round = 0; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.round = 2; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.reference = "recall:other"; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.action = "step-approved"; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.action = "step-moved"; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.action = "steps-handed-over"; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.action = "leave-reserved"; }));
  EXPECT_FALSE(Fits([](AuditEntry& entry) { entry.action = "submitted"; }))
      << "the first round has begun already";
  EXPECT_FALSE(Fits([](AuditEntry& entry) {
    entry.action = "submitted";
    entry.round = 0;
  }));
}

TEST_F(TrailTest, ASubmitIsAboutTheFirstRoundAndNoStep) {
  Recalled();
  EXPECT_EQ(Audit().front().action, "submitted");
  EXPECT_EQ(Audit().front().seq, 1);
  EXPECT_EQ(Audit().front().round, 1);
  EXPECT_EQ(Audit().front().step, 0);
  EXPECT_EQ(Audit().front().actor, EmployeeId(3));
  EXPECT_EQ(Audit().back().action, "recalled");
  EXPECT_EQ(Audit().back().step, 1) << "the one that was open";
}

TEST_F(TrailTest, AnAnswerOfTheLedgerIsAboutTheRoundAndNoStep) {
  leave.answer = test::Insufficient();
  ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
  EXPECT_EQ(Audit().back().action, "leave-refused");
  EXPECT_EQ(Audit().back().round, 1);
  EXPECT_EQ(Audit().back().step, 0);
}

TEST_F(TrailTest, ATrailThatDoesNotBeginWithASubmitDoesNotFit) {
  Recalled();
  EXPECT_THROW(NotificationsOf(Stored(), {Audit().back()}), BrokenTrail);
}

TEST_F(TrailTest, AfterTheEndNothingIsVacant) {
  Recalled();
  auto audit = Audit();
  audit.push_back(audit.back());
  audit.back().action = "step-vacant";
  EXPECT_THROW(NotificationsOf(Stored(), audit), BrokenTrail);
}

TEST_F(TrailTest, AnEditThatIsNotAllowedChangesNothing) {
  Recalled();
  const Document before = Stored();
  const auto edit = [&](const ChangeDraft::Check& allowed) {
    return app.drafts.Edit({.document = RequestId(1), .viewer = {.person = EmployeeId(3)}},
                           {.texts = {{"title", "다른 제목"}}}, allowed);
  };
  const auto refused = edit([](const Document& document) -> Result<void> {
    EXPECT_EQ(document.id, RequestId(1));
    return Error{ErrorCode::kForbidden, "not-allowed", "No."};
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().slug, "not-allowed");
  EXPECT_EQ(Stored(), before);
  EXPECT_TRUE(edit([](const Document&) -> Result<void> { return {}; }));
  EXPECT_EQ(Stored().texts.title, "다른 제목");
}

TEST(PeopleOfADraft, AreNamedOnceHoweverOftenTheyStandInIt) {
  auto draft = test::ThreeStepDraft();
  draft.line = {{1, EmployeeId(9)}, {2, EmployeeId(3)}, {3, EmployeeId(9)}};
  EXPECT_EQ(PeopleOf(draft), (std::vector<EmployeeId>{EmployeeId(3), EmployeeId(9)}));
}

TEST(EditHash, IsOfWhatTheEditSaysAndOfNothingElse) {
  EXPECT_EQ(HashOf({.texts = {{"title", "제목"}}}),
            Sha256Hex(CanonicalText("approval-draft-edit/1").Add("title", "제목").str()));
  EXPECT_EQ(HashOf({.texts = {{"fields", "{}"}}, .leave_days = 0.5}),
            Sha256Hex(CanonicalText("approval-draft-edit/1")
                          .Add("fields", "{}")
                          .Add("leaveDays", std::to_string(0.5))
                          .str()));
}

TEST(LeaveId, IsReadOnlyAsItIsWritten) {
  const auto operation = ParseLeaveId("leave:41:2:release");
  ASSERT_TRUE(operation);
  EXPECT_EQ(operation->document, RequestId(41));
  EXPECT_EQ(operation->round, 2);
  EXPECT_EQ(operation->kind, LeaveKind::kRelease);
  EXPECT_TRUE(ParseLeaveId("leave:41:2147483647:consume"));
  for (const char* other :
       {"", "leave:", "lease:41:1:reserve", "leave:41", "leave:41:1", "leave:41:1:", "leave:41:1:r",
        "leave:0:1:reserve", "leave:41:0:reserve", "leave:41:2147483648:reserve",
        "leave::1:reserve", "leave:41::reserve", "leave:41:1:reserve:"}) {
    EXPECT_FALSE(ParseLeaveId(other)) << other;
  }
}

}  // namespace
}  // namespace erp::approval_request
