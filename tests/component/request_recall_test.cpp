// POST /approvals/{id}/recall and what a recall does to the document.
#include <gtest/gtest.h>

#include "component/request_fixture.h"
#include "http/reply.h"

namespace erp::approval_request {
namespace {

class RequestRecall : public RequestDaemonTest {
 protected:
  static support::HttpAnswer PostRecall(const support::Daemon& daemon,
                                        const std::string& body,
                                        const support::HttpHeaders& headers = {},
                                        const std::string& id = "1") {
    return support::Send("POST", daemon.Url("/approvals/" + id + "/recall"), body, headers);
  }
  static http::Response Receipt(const std::string& recall) {
    return http::Json(json::Dump(
        {{"message", "ok"}, {"requestId", 1}, {"status", "recalled"}, {"recallId", recall}}));
  }
};

TEST_F(RequestRecall, TheDrafterTakesADocumentBack) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, 1);
  http::Request asked;
  stand_in_.Decides([&](const http::Request& request) {
    asked = request;
    Send(Recall(document), "approval.recalled");
    return Receipt("recall:1");
  });
  const auto answer = PostRecall(*daemon, R"({"requesterId":3,"comment":"날짜를 잘못 적었습니다"})",
                                 {{"Idempotency-Key", "my-key"}, {"If-Match", "\"1\""}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto body = json::Value::parse(answer.body);
  EXPECT_EQ(body["requestId"], 1);
  EXPECT_EQ(body["status"], "recalled");
  EXPECT_EQ(body["message"], "문서를 회수했습니다.");
  EXPECT_EQ(asked.path, "/internal/recalls/3/1");
  EXPECT_EQ(asked.Header("idempotency-key"), "my-key");
  EXPECT_EQ(asked.Header("if-match"), "\"1\"");
  EXPECT_EQ(json::Value::parse(asked.body), (json::Value{{"comment", "날짜를 잘못 적었습니다"}}));

  const auto recalled = DocumentOf(*daemon, 1);
  EXPECT_EQ(recalled["finalStatus"], "recalled");
  EXPECT_EQ(recalled["recalledAt"], "2026-11-21T01:04:00.310Z");
  EXPECT_EQ(recalled["recallComment"], "날짜를 잘못 적었습니다");
  EXPECT_EQ(recalled["steps"][0]["status"], "canceled");
  EXPECT_EQ(recalled["steps"][1]["status"], "canceled");
  EXPECT_EQ(Get(*daemon, "/approvals/pending/5").size(), 0U);
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("closed:1:1").value)["outcome"], "recalled");
  const auto settled = notifications->AwaitEvent("settled:n:step:1:1:1:1:5");
  EXPECT_EQ(json::Value::parse(settled.value)["reason"], "closed");
  EXPECT_EQ(notifications->Count("n:closed:1:1:3"), 0U) << "who recalled knows it";
}

TEST_F(RequestRecall, OfARecallAndADecisionTheFirstNumberWins) {
  const auto daemon = LaunchReady();
  const auto notifications = Read("approval-notifications");
  const auto recalled = Submit(*daemon, {5});
  const auto decided = Submit(*daemon, {5});
  const auto first = DocumentOf(*daemon, recalled);
  Send(Recall(first), "approval.recalled");
  auto late = Decision(first, 1, true);
  late["n"] = 2;
  late["decisionId"] = "decision:late";
  Send(late);
  const auto second = DocumentOf(*daemon, decided);
  Send(Decision(second, 1, true));
  auto too_late = Recall(second, 2);
  too_late["recallId"] = "recall:late";
  Send(too_late, "approval.recalled");
  ASSERT_TRUE(Becomes(*daemon, recalled, "version", 3));
  ASSERT_TRUE(Becomes(*daemon, decided, "version", 3));
  EXPECT_EQ(DocumentOf(*daemon, recalled)["finalStatus"], "recalled");
  EXPECT_EQ(DocumentOf(*daemon, decided)["finalStatus"], "approved");
  EXPECT_EQ(notifications->AwaitEvent("n:refused:decision:late:5").key, "5");
  EXPECT_EQ(notifications->AwaitEvent("n:refused:recall:late:3").key, "3");
}

TEST_F(RequestRecall, ARecallAfterTheFirstDecisionIsRefused) {
  const auto daemon = LaunchReady();
  const auto notifications = Read("approval-notifications");
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  Send(Decision(document, 1, true));
  auto late = Recall(document, 2);
  late["step"] = 2;
  Send(late, "approval.recalled");
  const auto notice = json::Value::parse(notifications->AwaitEvent("n:refused:recall:2:3").value);
  EXPECT_NE(notice.value("message", "").find("이미 결재가 시작되어"), std::string::npos);
  EXPECT_EQ(DocumentOf(*daemon, request)["finalStatus"], "in_progress");
}

TEST_F(RequestRecall, WhatTheArbiterRefusesIsPassedOn) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  stand_in_.Decides([](const http::Request&) {
    return http::Problem({ErrorCode::kForbidden, "not-the-drafter", "Only the drafter recalls."});
  });
  const auto stranger = PostRecall(*daemon, R"({"requesterId":4})");
  EXPECT_EQ(stranger.status, 403);
  EXPECT_EQ(json::Value::parse(stranger.body)["code"], "not-the-drafter");
  stand_in_.Decides([](const http::Request&) {
    return http::Problem(
        {ErrorCode::kConflict, "already-decided", "Somebody has decided.", {}, {{"decidedBy", 5}}});
  });
  const auto late = PostRecall(*daemon, R"({"requesterId":3})");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(json::Value::parse(late.body)["decidedBy"], 5);
  EXPECT_EQ(DocumentOf(*daemon, 1)["finalStatus"], "in_progress");
}

TEST_F(RequestRecall, BadRequestsAreNamedAndAskNobody) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  int asked = 0;
  stand_in_.Decides([&](const http::Request&) {
    ++asked;
    return Receipt("recall:1");
  });
  const auto refused = [&](const std::string& body, const std::string& pointer) {
    const auto answer = PostRecall(*daemon, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
    const auto problem = json::Value::parse(answer.body);
    EXPECT_EQ(problem["errors"][0]["pointer"], pointer) << body;
  };
  refused("{}", "/requesterId");
  refused(R"({"requesterId":3,"status":"recalled"})", "/status");
  refused(R"({"requesterId":"3"})", "/requesterId");
  refused(R"({"requesterId":0})", "/requesterId");
  refused(R"({"requesterId":-1})", "/requesterId");
  refused(R"({"requesterId":9223372036854775808})", "/requesterId");
  refused(R"({"requesterId":3,"comment":5})", "/comment");
  refused(R"({"requesterId":3,"comment":")" + std::string(1001, 'x') + "\"}", "/comment");
  EXPECT_EQ(PostRecall(*daemon, "").status, 400);
  EXPECT_EQ(PostRecall(*daemon, "[]").status, 400);
  const std::string good = R"({"requesterId":3})";
  EXPECT_EQ(PostRecall(*daemon, good, {{"If-Match", "7"}}).status, 400);
  EXPECT_EQ(PostRecall(*daemon, good, {{"Idempotency-Key", std::string(201, 'k')}}).status, 400);
  for (const char* id : {"0", "-1", "9223372036854775808", "x"}) {
    EXPECT_EQ(PostRecall(*daemon, good, {}, id).status, 404) << id;
  }
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals/1/recall")).status, 405);
}

TEST_F(RequestRecall, ARepeatAnswersTheSameAndSaysSo) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  const auto document = DocumentOf(*daemon, 1);
  Send(Recall(document), "approval.recalled");
  ASSERT_TRUE(Becomes(*daemon, 1, "finalStatus", "recalled"));
  stand_in_.Decides([](const http::Request&) {
    auto response = Receipt("recall:1");
    response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
  });
  const auto answer = PostRecall(*daemon, R"({"requesterId":3})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
}

}  // namespace
}  // namespace erp::approval_request
