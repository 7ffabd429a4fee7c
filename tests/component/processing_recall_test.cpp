// Recall as approval-request meets it, and decisions on what is known only there.

#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class ProcessingRecallTest : public ProcessingDaemonTest {
 protected:
  // Step 1 of a line of 5 and 9; the drafter of the example is 3.
  static json::Value FirstStep(std::int64_t request) {
    return Event("approval.step-opened", request,
                 {{"step", 1},
                  {"order", 1},
                  {"resultBase", 0},
                  {"recallable", true},
                  {"approvers",
                   {{{"approverId", 5},
                     {"name", "이영희"},
                     {"position", "과장"},
                     {"department", "개발팀"}}}},
                  {"steps",
                   {{{"step", 1}, {"approverId", 5}, {"status", "pending"}},
                    {{"step", 2}, {"approverId", 9}, {"status", "pending"}}}}});
  }
  static std::string Path(std::int64_t requester, std::int64_t request) {
    return "/internal/recalls/" + std::to_string(requester) + "/" + std::to_string(request);
  }
  static std::string Code(const test::HttpAnswer& answer) {
    return json::Value::parse(answer.body).value("code", "");
  }
};

TEST_F(ProcessingRecallTest, DrafterRecallsAndTheResultIsPublished) {
  const auto daemon = LaunchReady();
  requests_.Opens(141, FirstStep(141));
  const auto url = daemon->OperatorUrl(Path(3, 141));
  const auto recalled = Decide(url, R"({"comment":"날짜를 잘못 적었습니다"})", "foo");
  ASSERT_TRUE(Accepted(recalled)) << recalled.body;
  const auto body = json::Value::parse(recalled.body);
  EXPECT_EQ(body["status"], "recalled");
  EXPECT_EQ(body["requestId"], 141);
  EXPECT_EQ(body["recallId"], "recall:141:1:3:2c26b46b68ffc68f");
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  const auto record = results.AwaitKey("141");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->Header("ce_type"), "approval.recalled");
  EXPECT_EQ(record->Header("ce_id"), body["recallId"]);

  const auto again = Settle(url, R"({"comment":"날짜를 잘못 적었습니다"})", "foo");
  EXPECT_EQ(again.body, recalled.body);
  EXPECT_EQ(again.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Post(url, "foo", "{}").status, 422);
  const auto late = Decide(daemon->Url("/process/5/141"));
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(Code(late), "document-recalled");
  EXPECT_EQ(json::Value::parse(late.body)["recalledBy"], 3);
  EXPECT_TRUE(json::Value::parse(late.body).contains("recalledAt"));
}

TEST_F(ProcessingRecallTest, RefusalsSayWhy) {
  const auto daemon = LaunchReady();
  requests_.Opens(142, FirstStep(142));
  const auto recall = [&](std::int64_t requester, std::int64_t request) {
    return Decide(daemon->OperatorUrl(Path(requester, request)), "{}");
  };
  EXPECT_EQ(recall(4, 142).status, 403);
  EXPECT_EQ(Code(recall(4, 142)), "not-the-drafter");
  EXPECT_EQ(recall(3, 143).status, 404);
  ASSERT_TRUE(Accepted(Decide(daemon->Url("/process/5/142"))));
  const auto decided = recall(3, 142);
  EXPECT_EQ(decided.status, 409);
  EXPECT_EQ(Code(decided), "already-decided");
  EXPECT_EQ(json::Value::parse(decided.body)["decidedBy"], 5);
  requests_.Ends(142);
  Produce("approval.closed", 142,
          Event("approval.closed", 142, {{"round", 1}, {"order", 9}}).dump());
  EXPECT_TRUE(
      test::Eventually(seconds(10), [&] { return Code(recall(3, 142)) == "document-closed"; }));
  EXPECT_EQ(Post(daemon->OperatorUrl(Path(3, 142)), "k", R"({"comment":1})").status, 400);
  EXPECT_EQ(Post(daemon->Url(Path(3, 142)), "k", "{}").status, 404) << "not on the public port";
}

// E.g. one whose leave is not reserved yet.
TEST_F(ProcessingRecallTest, DocumentThatHasNotBegunIsNotOpenForItsPeopleAndUnknownToOthers) {
  const auto daemon = LaunchReady();
  requests_.Ends(
      145, {{"state", "submitting"}, {"approvers", {5, 9}}, {"decisions", json::Value::array()}});
  for (const int approver : {5, 9}) {
    const auto answer = Decide(daemon->Url("/process/" + std::to_string(approver) + "/145"));
    EXPECT_EQ(answer.status, 409) << answer.body;
    EXPECT_EQ(Code(answer), "step-not-open");
  }
  EXPECT_EQ(Code(Decide(daemon->Url("/process/7/145"))), "task-not-found");
  const auto url = daemon->OperatorUrl(Path(3, 145));
  const auto early = Decide(url, "{}", "foo");
  EXPECT_EQ(early.status, 409) << early.body;
  EXPECT_EQ(Code(early), "step-not-open");
  requests_.Opens(145, FirstStep(145));
  const auto recalled = Decide(url, "{}", "foo");
  EXPECT_TRUE(Accepted(recalled)) << "the same command, once the document is under way";
  EXPECT_FALSE(recalled.Header("idempotency-replayed"));
}

TEST_F(ProcessingRecallTest, WhatIsKnownOnlyThereIsAnsweredFromThere) {
  const auto daemon = LaunchReady();
  const json::Value decision{{"decisionId", "decision:144:1:2:1:9:2c26b46b68ffc68f"},
                             {"approverId", 9},
                             {"status", "approved"},
                             {"round", 1},
                             {"step", 2},
                             {"attempt", 1},
                             {"n", 2},
                             {"decidedAt", "2026-11-21T01:06:00.310Z"}};
  requests_.Ends(144, {{"state", "approved"},
                       {"closed",
                        {{"requestId", 144},
                         {"round", 1},
                         {"order", 4},
                         {"outcome", "approved"},
                         {"closedAt", "2026-11-21T01:06:00.500Z"}}},
                       {"decisions", {decision}}});
  const std::string approve = R"({"status":"approved"})";
  const auto repeated = Decide(daemon->Url("/process/9/144"), approve, "foo");
  EXPECT_EQ(repeated.status, 200) << repeated.body;
  EXPECT_EQ(repeated.Header("idempotency-replayed"), "true");
  EXPECT_EQ(json::Value::parse(repeated.body)["decisionId"], decision["decisionId"]);
  const auto other = Decide(daemon->Url("/process/9/144"));
  EXPECT_EQ(Code(other), "already-decided");
  EXPECT_EQ(json::Value::parse(other.body)["decidedAt"], decision["decidedAt"]);
  EXPECT_EQ(Code(Decide(daemon->OperatorUrl(Path(3, 144)), "{}")), "document-closed");
}

TEST_F(ProcessingRecallTest, WhoHasLeftDecidesAndRecallsNothingAnyMore) {
  const auto daemon = LaunchReady();
  requests_.Opens(171, FirstStep(171));
  requests_.Leaves(5);
  requests_.Leaves(3);
  test::HttpAnswer answer;
  ASSERT_TRUE(test::Eventually(seconds(20), [&] {
    return redis_->Run({"SCARD", "ap:{" + tenant_ + "}:left"}).AsInteger() == 2;
  }));
  for (const auto& url :
       {daemon->Url("/process/5/171"), daemon->OperatorUrl("/internal/process/5/171")}) {
    answer = Decide(url);
    EXPECT_EQ(answer.status, 403) << answer.body;
    EXPECT_EQ(Code(answer), "inactive");
  }
  answer = Decide(daemon->OperatorUrl(Path(3, 171)), "{}");
  EXPECT_EQ(answer.status, 403) << answer.body;
  EXPECT_EQ(Code(answer), "inactive");
}

TEST_F(ProcessingRecallTest, WhileEmployeeIsAwayDecisionsGoOnWithWhatIsKnown) {
  const auto daemon = LaunchReady({{"EMPLOYEE_URL", "http://127.0.0.1:9"}});
  requests_.Opens(172, FirstStep(172));
  redis_->Run({"SADD", "ap:{" + tenant_ + "}:left", "3"});
  EXPECT_EQ(Decide(daemon->OperatorUrl(Path(3, 172)), "{}").status, 403);
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/5/172"))));
}

}  // namespace
}  // namespace erp::approval_processing
