// What waits for people who leave, through the real daemon.
#include <atomic>

#include "component/request_fixture.h"

namespace erp::approval_request {
namespace {

class RequestLeavers : public RequestDaemonTest {};

TEST_F(RequestLeavers, WhatWaitsForSomebodyIsCountedAndNamed) {
  const auto daemon = LaunchReady();
  const auto open = Submit(*daemon, {5, 9});
  const auto later = Submit(*daemon, {9, 5});
  const auto answer = support::Send("GET", daemon->OperatorUrl("/internal/waiting/5"));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto waiting = json::Value::parse(answer.body);
  EXPECT_EQ(waiting["open"], 1);
  EXPECT_EQ(waiting["later"], 1);
  EXPECT_EQ(waiting["drafted"], 0);
  ASSERT_EQ(waiting["documents"].size(), 2U);
  EXPECT_EQ(waiting["documents"][0]["requestId"], open);
  EXPECT_EQ(waiting["documents"][0]["as"], "open");
  EXPECT_EQ(waiting["documents"][1]["requestId"], later);
  EXPECT_EQ(waiting["documents"][1]["step"], 2);
  const auto drafter = support::Send("GET", daemon->OperatorUrl("/internal/waiting/3"));
  EXPECT_EQ(json::Value::parse(drafter.body)["drafted"], 2);
  const auto nobody = support::Send("GET", daemon->OperatorUrl("/internal/waiting/44"));
  EXPECT_EQ(json::Value::parse(nobody.body)["documents"], json::Value::array());
}

TEST_F(RequestLeavers, WhenSomebodyLeavesTheirLaterStepsAreHandedOverBeforeThatIsAnswered) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {9, 5});
  const auto path = daemon->OperatorUrl("/internal/waiting/5/hand-over");
  const auto stays = support::Send("POST", path);
  ASSERT_EQ(stays.status, 200) << stays.body;
  EXPECT_EQ(json::Value::parse(stays.body)["later"], 1) << "5 has not left";
  EXPECT_EQ(DocumentOf(*daemon, request)["steps"][1]["approverId"], 5);
  stand_in_.Leaves(5, 11);
  const auto left = support::Send("POST", path);
  ASSERT_EQ(left.status, 200) << left.body;
  EXPECT_EQ(json::Value::parse(left.body)["later"], 0);
  EXPECT_EQ(DocumentOf(*daemon, request)["steps"][1]["approverId"], 11);
}

TEST_F(RequestLeavers, ALaterStepChangesAndAnOpenOneIsMovedByTheArbiter) {
  std::atomic<int> moves = 0;
  stand_in_.Decides([&](const http::Request& request) {
    const auto order = json::Value::parse(request.body);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(order["fromId"], 5);
    EXPECT_EQ(order["to"]["approverId"], 11);
    EXPECT_EQ(order["to"]["name"], "사람11");
    ++moves;
    return http::Response{200, "{}"};
  });
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto request = Submit(*daemon, {9, 5});
  const auto open = Submit(*daemon, {5, 9});
  stand_in_.Leaves(5, 11);
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    return DocumentOf(*daemon, request)["steps"][1]["approverId"] == 11 && moves > 0;
  }));
  EXPECT_EQ(DocumentOf(*daemon, request)["steps"][1]["originalApproverId"], 5);
  requests->AwaitEvent("step:" + std::to_string(request) + ":1:1:1:2");
  const auto document = DocumentOf(*daemon, open);
  EXPECT_EQ(document["steps"][0]["approverId"], 5) << "only the arbiter moves it";
  Send({{"requestId", open},
        {"round", 1},
        {"step", 1},
        {"attempt", 1},
        {"n", 1},
        {"moveId", "move:" + std::to_string(open) + ":1:1:1"},
        {"fromId", 5},
        {"to",
         {{"approverId", 11}, {"name", "사람11"}, {"position", "과장"}, {"department", "개발팀"}}},
        {"because", "left"},
        {"contentHash", document["contentHash"]},
        {"movedAt", "2026-11-21T01:06:00.310Z"}},
       "approval.task-moved");
  ASSERT_TRUE(Becomes(*daemon, open, "version", 2));
  const auto step = DocumentOf(*daemon, open)["steps"][0];
  EXPECT_EQ(step["approverId"], 11);
  EXPECT_EQ(step["originalApproverName"], "사람5");
  EXPECT_EQ(step["reassignedBecause"], "left");
  EXPECT_EQ(Get(*daemon, "/approvals/pending/11").size(), 1U);
}

}  // namespace
}  // namespace erp::approval_request
