// PUT /approvals/{id}/approve and /reject: the decision is approval-processing's.
#include <gtest/gtest.h>

#include "component/request_fixture.h"
#include "http/reply.h"

namespace erp::approval_request {
namespace {

class RequestDecide : public RequestDaemonTest {
 protected:
  static support::HttpAnswer Put(const support::Daemon& daemon,
                                 const std::string& verb,
                                 const std::string& body,
                                 const support::HttpHeaders& headers = {}) {
    return support::Send("PUT", daemon.Url("/approvals/1/" + verb), body, headers);
  }
  static http::Response Receipt(const std::string& decision, const std::string& status) {
    return http::Json(json::Dump({{"message", "ok"},
                                  {"requestId", 1},
                                  {"status", status},
                                  {"step", 1},
                                  {"decisionId", decision},
                                  {"decidedAt", "2026-11-21T01:06:00.310Z"}}));
  }
};

TEST_F(RequestDecide, AnswersWhenTheDocumentShowsTheDecision) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, 1);
  http::Request asked;
  stand_in_.Decides([&](const http::Request& request) {
    asked = request;
    Send(Decision(document, 1, true));
    return Receipt("decision:1", "approved");
  });
  const auto answer =
      Put(*daemon, "approve", R"({"approverId":5})", {{"Idempotency-Key", "my-key"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto body = json::Value::parse(answer.body);
  EXPECT_EQ(body["requestId"], 1);
  EXPECT_EQ(body["status"], "approved");
  EXPECT_TRUE(body.contains("message"));
  EXPECT_EQ(asked.path, "/internal/process/5/1");
  EXPECT_EQ(asked.Header("idempotency-key"), "my-key");
  EXPECT_EQ(json::Value::parse(asked.body), (json::Value{{"status", "approved"}}));
  EXPECT_EQ(DocumentOf(*daemon, 1)["currentStep"], 2);
}

TEST_F(RequestDecide, ARejectionCarriesItsReason) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  const auto document = DocumentOf(*daemon, 1);
  std::string asked;
  stand_in_.Decides([&](const http::Request& request) {
    asked = request.body;
    auto decision = Decision(document, 1, false);
    decision["comment"] = "예산 초과";
    Send(decision);
    return Receipt("decision:1", "rejected");
  });
  const auto answer = Put(*daemon, "reject", R"({"approverId":5,"reason":"예산 초과"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::Value::parse(asked),
            (json::Value{{"status", "rejected"}, {"comment", "예산 초과"}}));
  EXPECT_EQ(DocumentOf(*daemon, 1)["steps"][0]["comment"], "예산 초과");
}

TEST_F(RequestDecide, SaysAcceptedWhenTheDocumentDoesNotShowItWithinASecond) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  stand_in_.Decides([](const http::Request&) { return Receipt("decision:1", "approved"); });
  const auto start = std::chrono::steady_clock::now();
  const auto answer = Put(*daemon, "approve", R"({"approverId":5})");
  EXPECT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(json::Value::parse(answer.body)["status"], "approved");
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::milliseconds(900));
  EXPECT_LT(took, std::chrono::seconds(5));
}

TEST_F(RequestDecide, PassesARefusalOnWithItsCodeAndExtras) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  stand_in_.Decides([](const http::Request&) {
    return http::Problem({ErrorCode::kConflict,
                          "already-decided",
                          "Somebody was quicker.",
                          {},
                          {{"decidedBy", 5}, {"decidedStatus", "approved"}}});
  });
  const auto answer = Put(*daemon, "approve", R"({"approverId":5})");
  EXPECT_EQ(answer.status, 409);
  const auto problem = json::Value::parse(answer.body);
  EXPECT_EQ(problem["code"], "already-decided");
  EXPECT_EQ(problem["detail"], "Somebody was quicker.");
  EXPECT_EQ(problem["decidedBy"], 5);
}

TEST_F(RequestDecide, RefusesWhatItCanSeeItselfWithoutAsking) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  int asked = 0;
  stand_in_.Decides([&](const http::Request&) {
    ++asked;
    return Receipt("decision:1", "approved");
  });
  EXPECT_EQ(Put(*daemon, "approve", R"({"approverId":5,"reason":"x","comment":"y"})").status, 400);
  EXPECT_EQ(Put(*daemon, "approve", R"({})").status, 400);
  EXPECT_EQ(Put(*daemon, "reject", R"({"approverId":"5"})").status, 400);
  EXPECT_EQ(Put(*daemon, "approve", R"({"approverId":5})", {{"If-Match", "7"}}).status, 400);
  EXPECT_EQ(asked, 0);
}

TEST_F(RequestDecide, TheVersionThatTheClientSawGoesToTheArbiterWithTheDecision) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  std::string seen;
  stand_in_.Decides([&](const http::Request& request) {
    seen = request.Header("if-match").value_or("");
    return http::Problem({ErrorCode::kPreconditionFailed, "version-mismatch", "It has changed."});
  });
  const auto answer = Put(*daemon, "approve", R"({"approverId":5})", {{"If-Match", "\"7\""}});
  EXPECT_EQ(answer.status, 412);
  EXPECT_EQ(json::Value::parse(answer.body)["code"], "version-mismatch");
  EXPECT_EQ(seen, "\"7\"");
}

TEST_F(RequestDecide, AnApprovalTakesACommentUnderEitherName) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  std::string asked;
  stand_in_.Decides([&](const http::Request& request) {
    asked = request.body;
    return http::Problem({ErrorCode::kConflict, "step-not-open", "no"});
  });
  for (const char* name : {"comment", "reason"}) {
    Put(*daemon, "approve", R"({"approverId":5,")" + std::string(name) + R"(":"좋습니다"})");
    EXPECT_EQ(json::Value::parse(asked),
              (json::Value{{"status", "approved"}, {"comment", "좋습니다"}}));
  }
}

TEST_F(RequestDecide, AMissingReasonIsNamedAsTheArbiterNamedIt) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  stand_in_.Decides([](const http::Request&) {
    return http::Problem({ErrorCode::kInvalid,
                          "reason-required",
                          "A rejection of this document needs a comment.",
                          {{"/comment", "is required to reject"}}});
  });
  const auto answer = Put(*daemon, "reject", R"({"approverId":5})");
  EXPECT_EQ(answer.status, 400);
  const auto problem = json::Value::parse(answer.body);
  EXPECT_EQ(problem["code"], "reason-required");
  EXPECT_EQ(problem["errors"][0]["pointer"], "/comment");
}

TEST_F(RequestDecide, IsUnavailableWhileTheArbiterIsAway) {
  const auto daemon = LaunchReady({{"PROCESSING_URL", "http://127.0.0.1:9"}});
  Submit(*daemon, {5});
  const auto answer = Put(*daemon, "approve", R"({"approverId":5})");
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.Header("retry-after"));
}

TEST_F(RequestDecide, SaysWhyTheArbiterCannotDecideNow) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5});
  for (const std::string code : {"rebuilding", "outbox-full"}) {
    stand_in_.Decides([&](const http::Request&) {
      return http::Response{
          503, R"({"code":")" + code + R"("})", "application/problem+json", {{"Retry-After", "2"}}};
    });
    for (const char* verb : {"approve", "reject"}) {
      const auto answer = Put(*daemon, verb, R"({"approverId":5})");
      EXPECT_EQ(answer.status, 503);
      EXPECT_EQ(answer.Header("retry-after"), "2");
      EXPECT_EQ(json::Value::parse(answer.body)["code"], code);
    }
  }
}

TEST_F(RequestDecide, WhatTheArbiterHasDecidedShowsInEveryViewBeforeItIsRecorded) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, 1);
  stand_in_.Knows({{{"requestId", 1},
                    {"state", "decided"},
                    {"round", 1},
                    {"step", 1},
                    {"attempt", 1},
                    {"order", 1},
                    {"type", "approval.step-decided"},
                    {"result", Decision(document, 1, false)}}});
  const auto shown = DocumentOf(*daemon, 1);
  EXPECT_EQ(shown["finalStatus"], "rejected");
  EXPECT_EQ(shown["version"], 2);
  EXPECT_EQ(Get(*daemon, "/approvals").at(0), shown);
  EXPECT_EQ(Get(*daemon, "/approvals?finalStatus=in_progress").size(), 0U);
  EXPECT_EQ(Get(*daemon, "/approvals/pending/5").size(), 0U);
  EXPECT_EQ(Get(*daemon, "/approvals/pending?approverId=5").size(), 0U);
  // The arbiter itself is told what is recorded.
  EXPECT_EQ(support::Send("GET", daemon->OperatorUrl("/internal/open-steps/1")).status, 200);
}

TEST_F(RequestDecide, ViewsAnswerAsRecordedWhileTheArbiterIsAway) {
  const auto daemon = LaunchReady({{"PROCESSING_URL", "http://127.0.0.1:9"}});
  Submit(*daemon, {5});
  EXPECT_EQ(DocumentOf(*daemon, 1)["finalStatus"], "in_progress");
  EXPECT_EQ(Get(*daemon, "/approvals").size(), 1U);
  EXPECT_GE(Metric(*daemon, "approval_views_without_arbiter_total"), 2);
}

}  // namespace
}  // namespace erp::approval_request
