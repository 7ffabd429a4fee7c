// The events against the examples in proto/events, which the other services' tests read too.
#include <gtest/gtest.h>

#include "approval-request/api/events.h"
#include "approval-request/clients/event_encoder.h"
#include "approval-request/clients/leave_ledger.h"
#include "approval-request/domain/reservation.h"
#include "json/json.h"
#include "support/environment.h"
#include "unit/request_fakes.h"

namespace erp::approval_request {
namespace {

constexpr const char* kHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

std::string Example(const std::string& event) {
  return erp::test::ReadFile(erp::test::SourceDir() / "proto/events" / (event + ".example.json"));
}

json::Value Parsed(const std::string& text) {
  auto value = json::Parse(text);
  EXPECT_TRUE(value);
  return *value;
}

Instant Time(const char* text) { return *ParseInstant(text); }

Message Encoded(const Event& event) { return JsonEventEncoder(Topics{}).Encode(event); }

TEST(EventEncoder, StepOpenedIsTheExample) {
  const StepOpened event{.document = RequestId(41),
                         .round = 1,
                         .step = 2,
                         .attempt = 1,
                         .order = 3,
                         .result_base = 1,
                         .version = 2,
                         .last_step = true,
                         .reason_required = false,
                         .recallable = false,
                         .approvers = {{EmployeeId(9), "박지훈", "부장", "개발팀"}},
                         .requester = {EmployeeId(3), "김민수", "", ""},
                         .texts = {.title = "테스트 장비 구매",
                                   .content = "성능 시험용 서버 2대",
                                   .fields = R"({"dueDate":"2026-11-30"})"},
                         .content_hash = kHash,
                         .steps = {{1, EmployeeId(5), StepStatus::kApproved},
                                   {2, EmployeeId(9), StepStatus::kPending}},
                         .created_at = Time("2026-11-21T01:02:03.004Z"),
                         .opened_at = Time("2026-11-21T01:05:00.120Z")};
  const auto message = Encoded(event);
  EXPECT_EQ(Parsed(message.body), Parsed(Example("approval.step-opened")));
  EXPECT_EQ(message.id, "step:41:1:2:1");
  EXPECT_EQ(message.topic, "approval-requests");
  EXPECT_EQ(message.key, "41");
  EXPECT_EQ(message.type, "approval.step-opened");
  EXPECT_EQ(message.time, event.opened_at);
  EXPECT_TRUE(message.traceparent.starts_with("00-"));
}

TEST(EventEncoder, AStepOfALeaveDocumentSaysItsDays) {
  auto document = test::LeaveSubmission().document;
  document = After(document,
                   ApplyReservation(document, {.applied = true}, Reply::kToClient, test::At(1200)));
  const auto body = Parsed(Encoded(MakeStepOpened(document)).body);
  EXPECT_EQ(body["leaveDays"], 2.0);
  EXPECT_EQ(body["recallable"], true);
  EXPECT_EQ(body["type"], "ANNUAL_LEAVE");
  const auto general = Parsed(Encoded(test::ThreeStepSubmission().events[0]).body);
  EXPECT_FALSE(general.contains("leaveDays"));
}

TEST(EventEncoder, ALeaveOperationIsForTheLedger) {
  const auto message = Encoded(test::LeaveSubmission().events.at(0));
  EXPECT_EQ(message.target, "leave");
  EXPECT_EQ(message.id, "leave:41:1:reserve");
  EXPECT_EQ(message.key, "3");
  EXPECT_EQ(Parsed(message.body), Parsed(R"({"employeeId":3,"kind":"RESERVE","minutes":960,)"
                                         R"("source":"leave:41:1"})"));
  auto operation = ParseLeave(message.id, message.body);
  ASSERT_TRUE(operation);
  operation->at = message.time;
  EXPECT_EQ(*operation, std::get<LeaveOperation>(test::LeaveSubmission().events.at(0)));
  EXPECT_FALSE(ParseLeave("leave:41:1", message.body));
  EXPECT_FALSE(ParseLeave("leave:41:1:reserved", message.body));
  EXPECT_FALSE(ParseLeave("leave:0:1:reserve", message.body));
  EXPECT_FALSE(ParseLeave("step:41:1:1:1", message.body));
  EXPECT_FALSE(ParseLeave(message.id, "{}"));
}

TEST(LeaveBody, SaysTheDatesAndIsReadAsItWasWritten) {
  auto operation = std::get<LeaveOperation>(test::LeaveSubmission().events.at(0));
  operation.dates = "2026-12-01:0-480;2026-12-02:240-480";
  const auto body = LeaveBody(operation);
  EXPECT_EQ(Parsed(body)["dates"], Parsed(R"([{"date":"2026-12-01","from":0,"to":480},)"
                                          R"({"date":"2026-12-02","from":240,"to":480}])"));
  const auto read = ParseLeave(EventId(operation), body);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->dates, operation.dates);
  operation.dates = "";
  EXPECT_FALSE(Parsed(LeaveBody(operation)).contains("dates"));
  EXPECT_FALSE(ParseLeave(EventId(operation),
                          R"({"employeeId":3,"minutes":480,"dates":[{"date":"2026-12-01"}]})"));
}

TEST(EventEncoder, ClosedIsTheExample) {
  const auto message = Encoded(RoundClosed{.document = RequestId(41),
                                           .round = 1,
                                           .order = 4,
                                           .result_base = 2,
                                           .outcome = DocumentState::kApproved,
                                           .closed_at = Time("2026-11-21T01:06:00.500Z")});
  EXPECT_EQ(Parsed(message.body), Parsed(Example("approval.closed")));
  EXPECT_EQ(message.id, "closed:41:1");
  EXPECT_EQ(
      Encoded(RoundClosed{
                  .document = RequestId(41), .round = 1, .order = 5, .occasion = Occasion::kAgain})
          .id,
      "closed:41:1:5");
  EXPECT_EQ(message.topic, "approval-requests");
  EXPECT_EQ(message.key, "41");
}

TEST(EventEncoder, NotificationRequestedIsTheExample) {
  const auto message =
      Encoded(NotificationRequested{.id = "n:closed:41:1:3",
                                    .user = EmployeeId(3),
                                    .kind = NotificationRequested::Kind::kApprovalStatusChanged,
                                    .document = RequestId(41),
                                    .status = "approved",
                                    .title = "테스트 장비 구매",
                                    .message = "'테스트 장비 구매' 문서가 최종 승인되었습니다.",
                                    .at = Time("2026-11-21T01:06:00.500Z")});
  EXPECT_EQ(Parsed(message.body), Parsed(Example("notification.requested")));
  EXPECT_EQ(message.id, "n:closed:41:1:3");
  EXPECT_EQ(message.topic, "approval-notifications");
  EXPECT_EQ(message.key, "3");
}

TEST(EventEncoder, NotificationSettledIsTheExample) {
  const auto message = Encoded(NotificationSettled{.notification_id = "n:step:41:1:2:1:9",
                                                   .user = EmployeeId(9),
                                                   .document = RequestId(41),
                                                   .reason = NotificationSettled::Reason::kDecided,
                                                   .at = Time("2026-11-21T01:06:00.500Z")});
  EXPECT_EQ(Parsed(message.body), Parsed(Example("notification.settled")));
  EXPECT_EQ(message.id, "settled:n:step:41:1:2:1:9");
  EXPECT_EQ(message.topic, "approval-notifications");
  EXPECT_EQ(message.key, "9");
}

TEST(EventEncoder, TheSameFactIsTheSameBytes) {
  const auto submission = test::ThreeStepSubmission();
  EXPECT_EQ(Encoded(submission.events[0]).body, Encoded(MakeStepOpened(submission.document)).body);
}

TEST(DecodeStepDecided, ReadsTheExample) {
  const auto decision = DecodeStepDecided(Example("approval.step-decided"));
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->document, RequestId(41));
  EXPECT_EQ(decision->round, 1);
  EXPECT_EQ(decision->step, 2);
  EXPECT_EQ(decision->attempt, 1);
  EXPECT_EQ(decision->n, 2);
  EXPECT_EQ(decision->id, "decision:41:1:2:1:9:2c26b46b68ffc68f");
  EXPECT_EQ(decision->actor, EmployeeId(9));
  EXPECT_EQ(decision->verdict, ArbitratedResult::Verdict::kApproved);
  EXPECT_EQ(decision->comment, "확인했습니다");
  EXPECT_EQ(decision->content_hash, kHash);
  EXPECT_EQ(decision->at, Time("2026-11-21T01:06:00.310Z"));
}

TEST(EventEncoder, ARefusedDecisionIsOfItsOwnType) {
  const auto message =
      Encoded(MakeResultRefused(test::ThreeStepSubmission().document, EmployeeId(9), "decision:x",
                                "step-not-open", test::At(1000)));
  EXPECT_EQ(message.id, "n:refused:decision:x:9");
  EXPECT_EQ(Parsed(message.body)["type"], "DECISION_REFUSED");
  EXPECT_EQ(Parsed(message.body)["status"], "refused");
}

TEST(DecodeRecalled, ReadsTheExample) {
  const auto recall = DecodeRecalled(Example("approval.recalled"));
  ASSERT_TRUE(recall);
  EXPECT_EQ(recall->document, RequestId(41));
  EXPECT_EQ(recall->step, 1);
  EXPECT_EQ(recall->n, 1);
  EXPECT_EQ(recall->id, "recall:41:1:3:2c26b46b68ffc68f");
  EXPECT_EQ(recall->actor, EmployeeId(3));
  EXPECT_EQ(recall->verdict, ArbitratedResult::Verdict::kRecalled);
  EXPECT_EQ(recall->comment, "날짜를 잘못 적었습니다");
  EXPECT_EQ(recall->at, Time("2026-11-21T01:04:00.310Z"));
}

TEST(DecodeRecalled, RefusesWhatIsNotTheEvent) {
  EXPECT_FALSE(DecodeRecalled(Example("approval.step-decided")));
  const auto example = Parsed(Example("approval.recalled"));
  for (const char* member : {"requestId", "round", "step", "attempt", "n", "recallId",
                             "requesterId", "contentHash", "recalledAt"}) {
    auto without = example;
    without.erase(member);
    EXPECT_FALSE(DecodeRecalled(json::Dump(without))) << member;
    auto wrong = example;
    wrong[member] = json::Value::array();
    EXPECT_FALSE(DecodeRecalled(json::Dump(wrong))) << member;
  }
}

TEST(DecodeStepDecided, IgnoresMembersItDoesNotKnow) {
  auto event = Parsed(Example("approval.step-decided"));
  event["onBehalfOf"] = 7;
  event.erase("comment");
  const auto decision = DecodeStepDecided(json::Dump(event));
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->comment, "");
}

TEST(DecodeStepDecided, RefusesWhatIsNotTheEvent) {
  const auto refused = [](const std::string& body) { return !DecodeStepDecided(body).ok(); };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("null"));
  EXPECT_TRUE(refused("[]"));
  EXPECT_TRUE(refused("{\"requestId\":1"));
  const auto example = Parsed(Example("approval.step-decided"));
  for (const char* member : {"requestId", "round", "step", "attempt", "n", "decisionId",
                             "approverId", "status", "contentHash", "decidedAt"}) {
    auto without = example;
    without.erase(member);
    EXPECT_TRUE(refused(json::Dump(without))) << member;
    auto wrong = example;
    wrong[member] = json::Value::array();
    EXPECT_TRUE(refused(json::Dump(wrong))) << member;
  }
  const auto with = [&](const char* member, const json::Value& value) {
    auto changed = example;
    changed[member] = value;
    return json::Dump(changed);
  };
  EXPECT_TRUE(refused(with("requestId", 0)));
  EXPECT_TRUE(refused(with("requestId", "41")));
  EXPECT_TRUE(refused(with("n", 0)));
  EXPECT_TRUE(refused(with("n", 1.5)));
  EXPECT_TRUE(refused(with("step", 21)));
  EXPECT_TRUE(refused(with("status", "maybe")));
  EXPECT_TRUE(refused(with("decisionId", "")));
  EXPECT_TRUE(refused(with("contentHash", std::string(64, 'g'))));
  EXPECT_TRUE(refused(with("contentHash", std::string(63, 'a'))));
  EXPECT_TRUE(refused(with("decidedAt", "yesterday")));
  EXPECT_TRUE(refused(with("comment", std::string(4001, 'x'))));
}

}  // namespace
}  // namespace erp::approval_request
