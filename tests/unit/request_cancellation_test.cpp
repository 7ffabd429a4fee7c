// Approved leave that is canceled: by whom, how much of it, and what it causes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-request/api/document_json.h"
#include "approval-request/clients/leave_ledger.h"
#include "approval-request/domain/history.h"
#include "common/sha256.h"
#include "json/json.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using test::At;
using testing::ElementsAre;

constexpr EmployeeId kDrafter(3);
constexpr EmployeeId kHumanResources(90);

// Noon of a date in UTC, which is the zone of these tests.
Instant Noon(const char* date) { return ParseInstant(std::string(date) + "T12:00:00Z").value(); }

struct CancelLeaveTest : test::AppTest {
  CancelLeaveTest() { roles.human_resources = {kHumanResources}; }

  Document& Stored() { return documents.stored.at(RequestId(1)); }
  // Three days, 2026-12-01 to -03, that both approvers have approved.
  void Approved(const std::string& dates = "2026-12-01:0-480;2026-12-02:0-480;2026-12-03:0-480") {
    clock.now = Noon("2026-11-20");
    ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
    Stored().leave_dates = dates;
    if (!dates.empty()) Stored().leave_minutes = 1440;
    for (int step = 0; step < 2; ++step) {
      ASSERT_TRUE(app.record.Run(test::NextDecision(Stored(), true)));
    }
    documents.outbox.clear();
    publisher.published.clear();
  }
  Result<CancelLeave::Canceled> Cancel(EmployeeId actor,
                                       const char* date,
                                       const std::string& reason = "",
                                       const std::optional<std::string>& key = std::nullopt) {
    clock.now = Noon(date);
    return app.cancel_leave.Run({.document = RequestId(1),
                                 .viewer = {.person = actor, .trusted = true},
                                 .reason = reason,
                                 .idempotency_key = key});
  }
  std::string Refusal(EmployeeId actor, const char* date) {
    const Document before = Stored();
    const auto canceled = Cancel(actor, date);
    EXPECT_EQ(Stored(), before);
    return canceled ? "" : canceled.error().slug;
  }
  std::vector<std::string> Waiting() {
    std::vector<std::string> waiting;
    for (const auto& message : documents.outbox) waiting.push_back(message.id);
    return waiting;
  }
};

TEST_F(CancelLeaveTest, BeforeItsFirstDateTheDrafterCancelsAllOfIt) {
  Approved();
  const auto canceled = Cancel(kDrafter, "2026-11-30", "일정 변경");
  ASSERT_TRUE(canceled);
  EXPECT_FALSE(canceled->replayed);
  EXPECT_EQ(canceled->document, Stored());
  EXPECT_EQ(Stored().state, DocumentState::kCanceled);
  EXPECT_EQ(Stored().version, 5);
  EXPECT_EQ(PresentRound(Stored()).cancellation,
            (LeaveCancellation{kDrafter, "일정 변경", "", 1440, true, Noon("2026-11-30")}));
  EXPECT_THAT(Waiting(),
              ElementsAre("leave:1:1:cancel", "n:leave:1:1:cancel:5", "n:leave:1:1:cancel:9"))
      << "the ledger, and who decided";
  EXPECT_EQ(publisher.published.size(), 3U);
  const auto& entry = documents.audit[RequestId(1)].back();
  EXPECT_EQ(entry.action, "leave-canceled");
  EXPECT_EQ(entry.actor, kDrafter);
  EXPECT_EQ(entry.reference, "leave:1:1:cancel");
  EXPECT_EQ(entry.comment_hash, Sha256Hex("일정 변경"));
  EXPECT_EQ(roles.asked, 0) << "the drafter's own needs nobody else";
}

TEST_F(CancelLeaveTest, OnItsFirstDateItHasBegun) {
  Approved();
  EXPECT_EQ(Refusal(kDrafter, "2026-12-01"), "leave-begun");
  EXPECT_EQ(Refusal(kDrafter, "2026-12-05"), "leave-begun");
}

TEST_F(CancelLeaveTest, HumanResourcesCancelsAllOfItBeforeAndWhatIsLeftAfterwards) {
  Approved();
  ASSERT_TRUE(Cancel(kHumanResources, "2026-12-01", "복귀"));
  EXPECT_EQ(Stored().state, DocumentState::kApproved) << "a day of it was taken";
  EXPECT_EQ(
      PresentRound(Stored()).cancellation,
      (LeaveCancellation{kHumanResources, "복귀", "2026-12-02", 960, false, Noon("2026-12-01")}));
  EXPECT_THAT(Waiting(), ElementsAre("leave:1:1:cancel", "n:leave:1:1:cancel:3",
                                     "n:leave:1:1:cancel:5", "n:leave:1:1:cancel:9"));
}

TEST_F(CancelLeaveTest, BeforeItBeginsHumanResourcesCancelsAllOfItToo) {
  Approved();
  ASSERT_TRUE(Cancel(kHumanResources, "2026-11-30"));
  EXPECT_EQ(Stored().state, DocumentState::kCanceled);
  EXPECT_TRUE(PresentRound(Stored()).cancellation->whole);
}

TEST_F(CancelLeaveTest, WhatHasBeenTakenStaysTaken) {
  Approved();
  EXPECT_EQ(Refusal(kHumanResources, "2026-12-03"), "leave-taken");
  EXPECT_EQ(Refusal(kHumanResources, "2027-12-03"), "leave-taken");
}

TEST_F(CancelLeaveTest, NobodyCancelsLeaveOfTheirOwnThatHasBegun) {
  Approved();
  roles.human_resources = {kDrafter};
  EXPECT_EQ(Refusal(kDrafter, "2026-12-02"), "leave-begun");
}

TEST_F(CancelLeaveTest, AnAmountWithoutDatesIsCanceledByHumanResourcesOnly) {
  Approved("");
  EXPECT_EQ(Refusal(kDrafter, "2026-11-20"), "leave-begun");
  ASSERT_TRUE(Cancel(kHumanResources, "2027-03-01"));
  EXPECT_EQ(Stored().state, DocumentState::kCanceled);
  EXPECT_EQ(PresentRound(Stored()).cancellation->minutes, 960);
  EXPECT_EQ(PresentRound(Stored()).cancellation->first_date, "");
}

TEST_F(CancelLeaveTest, SomebodyElseMayNot) {
  Approved();
  EXPECT_EQ(Refusal(EmployeeId(5), "2026-11-30"), "not-the-drafter");
  roles.away = true;
  EXPECT_THROW(Cancel(kHumanResources, "2026-11-30"), Unavailable);
  EXPECT_TRUE(Cancel(kDrafter, "2026-11-30")) << "also while employee is away";
}

TEST_F(CancelLeaveTest, WhoSignsInIsHumanResourcesByTheirRoleAndEmployeeIsNotAsked) {
  Approved();
  clock.now = Noon("2026-11-30");
  CancelLeave::Command command{.document = RequestId(1), .viewer = {.person = EmployeeId(5)}};
  EXPECT_EQ(app.cancel_leave.Run(command).error().slug, "not-the-drafter") << "on the line";
  command.viewer = {.person = kHumanResources};
  EXPECT_EQ(app.cancel_leave.Run(command).error().slug, "document-not-found");
  command.viewer = {.person = kHumanResources, .auditor = true};
  EXPECT_EQ(app.cancel_leave.Run(command).error().slug, "not-the-drafter");
  EXPECT_EQ(roles.asked, 0);
  command.viewer = {.person = kHumanResources, .human_resources = true};
  EXPECT_TRUE(app.cancel_leave.Run(command));
  EXPECT_EQ(roles.asked, 0);
}

TEST_F(CancelLeaveTest, ForWhomTheDocumentIsNotThereNobodyWaits) {
  ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
  documents.finds = 0;
  const auto refused =
      app.cancel_leave.Run({.document = RequestId(1), .viewer = {.person = kHumanResources}});
  EXPECT_EQ(refused.error().slug, "document-not-found");
  EXPECT_EQ(documents.finds, 1);
  EXPECT_EQ(step_states.asked, 0);
}

TEST_F(CancelLeaveTest, HappensOnceAndSaysWhoDidIt) {
  Approved();
  ASSERT_TRUE(Cancel(kDrafter, "2026-11-29", "", "k"));
  const auto version = Stored().version;
  const auto repeated = Cancel(kDrafter, "2026-12-02", "", "k");
  ASSERT_TRUE(repeated) << "also after it would have begun";
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->document, Stored());
  EXPECT_EQ(Cancel(kDrafter, "2026-11-29", "다른 사유", "k").error().slug,
            "idempotency-key-reused");
  const auto second = Cancel(kHumanResources, "2026-11-29", "", "k");
  ASSERT_FALSE(second) << "a key belongs to the actor";
  EXPECT_EQ(second.error().slug, "leave-canceled");
  EXPECT_EQ(second.error().extras.at(0), (std::pair<std::string, ErrorExtra>("canceledBy", 3)));
  EXPECT_EQ(second.error().extras.at(1),
            (std::pair<std::string, ErrorExtra>("canceledAt", "2026-11-29T12:00:00.000Z")));
  EXPECT_EQ(Stored().version, version);
}

TEST_F(CancelLeaveTest, ThereMustBeApprovedLeave) {
  ASSERT_TRUE(app.submit.Run(test::LeaveDraft(), std::nullopt));
  EXPECT_EQ(Refusal(kDrafter, "2020-01-01"), "leave-not-approved") << "under way";
  ASSERT_TRUE(app.submit.Run(test::ThreeStepDraft(), std::nullopt));
  const auto other =
      app.cancel_leave.Run({.document = RequestId(2), .viewer = {.person = kDrafter}});
  EXPECT_EQ(other.error().slug, "leave-not-approved") << "no leave";
  const auto none =
      app.cancel_leave.Run({.document = RequestId(9), .viewer = {.person = kDrafter}});
  EXPECT_EQ(none.error().slug, "document-not-found");
}

TEST_F(CancelLeaveTest, TheVersionMustBeTheOneThatWasSeen) {
  Approved();
  clock.now = Noon("2026-11-29");
  CancelLeave::Command command{
      .document = RequestId(1), .viewer = {.person = kDrafter}, .version = 3};
  EXPECT_EQ(app.cancel_leave.Run(command).error().slug, "version-mismatch");
  command.version = 4;
  EXPECT_TRUE(app.cancel_leave.Run(command));
}

TEST_F(CancelLeaveTest, ItsNoticesFollowFromTheTrail) {
  Approved();
  ASSERT_TRUE(Cancel(kHumanResources, "2026-12-01", "복귀"));
  std::vector<std::string> notified;
  std::string message;
  for (const auto& event : NotificationsOf(Stored(), documents.audit[RequestId(1)])) {
    if (const auto* notice = std::get_if<NotificationRequested>(&event)) {
      notified.push_back(notice->id);
      message = notice->message;
      EXPECT_NE(notice->status, "canceled");
    }
  }
  EXPECT_THAT(notified, testing::IsSupersetOf({"n:leave:1:1:cancel:3", "n:leave:1:1:cancel:5",
                                               "n:leave:1:1:cancel:9"}));
  EXPECT_EQ(message, "'연차 신청' 문서의 연차 2026-12-02부터 2일이 취소되었습니다. 사유: 복귀");
  Stored().rounds.back().cancellation.reset();
  EXPECT_THROW(NotificationsOf(Stored(), documents.audit[RequestId(1)]), BrokenTrail);
}

TEST_F(CancelLeaveTest, TheDocumentShowsIt) {
  Approved();
  ASSERT_TRUE(Cancel(kHumanResources, "2026-12-01", "복귀"));
  const auto shown = json::Value::parse(DocumentJson(Stored()));
  EXPECT_EQ(shown["finalStatus"], "approved");
  EXPECT_EQ(shown["cancellation"], (json::Value{{"canceledBy", 90},
                                                {"canceledAt", "2026-12-01T12:00:00.000Z"},
                                                {"days", 2.0},
                                                {"firstDate", "2026-12-02"},
                                                {"reason", "복귀"}}));
}

TEST_F(CancelLeaveTest, WhoLeavesTakesNoLeaveThatIsToCome) {
  Approved();
  clock.now = Noon("2026-12-01");
  app.leavers_leave.Run({EmployeeId(7)}, [] { return true; });
  EXPECT_FALSE(PresentRound(Stored()).cancellation) << "somebody else's";
  app.leavers_leave.Run({kDrafter}, [] { return false; });
  EXPECT_FALSE(PresentRound(Stored()).cancellation) << "stopped before";
  app.leavers_leave.Run({EmployeeId(7), kDrafter}, [] { return true; });
  EXPECT_EQ(
      PresentRound(Stored()).cancellation,
      (LeaveCancellation{EmployeeId(), "퇴사", "2026-12-02", 960, false, Noon("2026-12-01")}));
  EXPECT_THAT(Waiting(), testing::SizeIs(4)) << "the ledger, the drafter and who decided";
  EXPECT_EQ(publisher.published.size(), 4U);
  EXPECT_TRUE(json::Value::parse(DocumentJson(Stored()))["cancellation"]["canceledBy"].is_null());
  const auto version = Stored().version;
  app.leavers_leave.Run({kDrafter}, [] { return true; });
  EXPECT_EQ(Stored().version, version) << "once";
}

TEST_F(CancelLeaveTest, LeaveThatIsOverStaysAsItIsWhenSomebodyLeaves) {
  Approved();
  clock.now = Noon("2026-12-03");
  app.leavers_leave.Run({kDrafter}, [] { return true; });
  EXPECT_FALSE(PresentRound(Stored()).cancellation);
  EXPECT_EQ(Stored().state, DocumentState::kApproved);
}

TEST(CancelOnTheWire, SaysTheFirstDateAndNoAmount) {
  LeaveOperation cancel{.document = RequestId(41),
                        .round = 2,
                        .employee = kDrafter,
                        .kind = LeaveKind::kCancel,
                        .first_date = "2026-12-02"};
  const auto body = LeaveBody(cancel);
  EXPECT_EQ(json::Value::parse(body), (json::Value{{"employeeId", 3},
                                                   {"kind", "CANCEL"},
                                                   {"source", "leave:41:2"},
                                                   {"firstDate", "2026-12-02"}}));
  EXPECT_EQ(EventId(cancel), "leave:41:2:cancel");
  EXPECT_EQ(ParseLeave(EventId(cancel), body), cancel);
  cancel.first_date = "";
  EXPECT_EQ(ParseLeave(EventId(cancel), LeaveBody(cancel)), cancel);
}

TEST(LeaveDates, AreReadAsTheyAreKept) {
  EXPECT_EQ(LeaveDatesOf(""), std::vector<LeaveDate>());
  EXPECT_EQ(LeaveDatesOf("2026-12-01:0-480;2026-12-02:240-480"),
            (std::vector<LeaveDate>{{"2026-12-01", 0, 480}, {"2026-12-02", 240, 480}}));
  EXPECT_EQ(LeaveDatesOf("2026-12-02:240-480").front().minutes(), 240);
  EXPECT_THROW(LeaveDatesOf("soon"), std::logic_error);
}

}  // namespace
}  // namespace erp::approval_request
