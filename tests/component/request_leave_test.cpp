// Leave documents with the real employee daemon, which may be away or come back, and faults.
#include <atomic>
#include <optional>
#include <thread>

#include "approval-request/store/indexes.h"
#include "component/request_leave_fixture.h"
#include "support/stand_in.h"

namespace erp::approval_request {
namespace {

TEST_F(LeaveDaemons, AReservedDocumentGoesOnAndItsEndIsSeenInTheLedger) {
  const auto daemon = LaunchWithEmployee();
  const auto requests = Read("approval-requests");
  const auto taken = Post(*daemon, LeaveBody(2), "k");
  ASSERT_EQ(taken.status, 201) << taken.body;
  const auto id = IdOf(taken);
  auto document = DocumentOf(*daemon, id);
  EXPECT_EQ(document["finalStatus"], "in_progress");
  EXPECT_EQ(document["leaveDays"], 2.0);
  EXPECT_EQ(document["version"], 2);
  EXPECT_TRUE(BalanceBecomes(0, 2));
  EXPECT_EQ(Post(*daemon, LeaveBody(2), "k").body, taken.body);
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("step:1:1:1:1").value)["leaveDays"], 2.0);
  Send(Decision(document, 1, true));
  Send(Decision(document, 2, true));
  ASSERT_TRUE(Becomes(*daemon, id, "finalStatus", "approved"));
  EXPECT_TRUE(BalanceBecomes(2, 0));

  const auto rejected = Post(*daemon, LeaveBody(1));
  EXPECT_TRUE(BalanceBecomes(2, 1));
  Send(Decision(DocumentOf(*daemon, IdOf(rejected)), 1, false));
  EXPECT_TRUE(BalanceBecomes(2, 0));

  const auto recalled = Post(*daemon, LeaveBody(3));
  EXPECT_TRUE(BalanceBecomes(2, 3));
  Send(Recall(DocumentOf(*daemon, IdOf(recalled))), "approval.recalled");
  EXPECT_TRUE(BalanceBecomes(2, 0)) << "what was reserved is given back";
  EXPECT_EQ(DocumentOf(*daemon, IdOf(recalled))["finalStatus"], "recalled");
  EXPECT_EQ(Metric(*daemon, "approval_leave_contradictions_total"), 0);
}

TEST_F(LeaveDaemons, OfTwoThatTogetherExceedTheBalanceOneIsRefusedWithTheFigures) {
  const auto daemon = LaunchWithEmployee();
  ASSERT_EQ(Post(*daemon, LeaveBody(10)).status, 201);
  const auto refused = Post(*daemon, LeaveBody(6), "k");
  EXPECT_EQ(refused.status, 409) << refused.body;
  auto problem = json::Value::parse(refused.body);
  EXPECT_EQ(problem["code"], "leave-insufficient");
  EXPECT_EQ(problem["requestedDays"], 6.0);
  EXPECT_EQ(problem["availableDays"], 5.0);
  EXPECT_EQ(problem["pendingDays"], 10.0);
  const auto draft = DocumentOf(*daemon, problem["requestId"]);
  EXPECT_EQ(draft["finalStatus"], "draft");
  EXPECT_EQ(draft["refusal"]["availableDays"], 5.0);
  EXPECT_EQ(draft["currentStep"], 0);

  const auto again = Post(*daemon, LeaveBody(6), "k");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.Header("idempotency-replayed"), "true");
  auto repeated = json::Value::parse(again.body);
  repeated.erase("traceId");
  problem.erase("traceId");
  EXPECT_EQ(repeated, problem);
  EXPECT_EQ(Get(*daemon, "/approvals?finalStatus=draft").size(), 1U);
}

TEST_F(LeaveDaemons, EmployeeAwayAtTheSubmitDelaysTheFirstStepAndNothingElse) {
  const auto daemon = LaunchWithEmployee();
  KnowEverybody(*daemon);
  StopEmployee();
  const auto taken = Post(*daemon, LeaveBody(2), "k");
  ASSERT_EQ(taken.status, 201) << taken.body;
  const auto id = IdOf(taken);
  EXPECT_EQ(DocumentOf(*daemon, id)["finalStatus"], "submitting");
  EXPECT_EQ(Post(*daemon, LeaveBody(2), "k").body, taken.body);
  // Other documents are not held up.
  const auto general = Post(*daemon, Body({2}, 1));
  EXPECT_EQ(DocumentOf(*daemon, IdOf(general))["finalStatus"], "in_progress");
  StartEmployee();
  ASSERT_TRUE(Becomes(*daemon, id, "finalStatus", "in_progress"));
  EXPECT_TRUE(BalanceBecomes(0, 2));
}

// A start that fails half-way must not take away what is still at work: sanitizers watch this one.
TEST_F(LeaveDaemons, AStartThatFailsLetsWhatIsBeingAskedComeToItsEnd) {
  std::int64_t id = 0;
  {
    const auto daemon = LaunchWithEmployee();
    KnowEverybody(*daemon);
    StopEmployee();
    const auto taken = Post(*daemon, LeaveBody(2));
    ASSERT_EQ(taken.status, 201) << taken.body;
    id = IdOf(taken);
    daemon->Kill();
  }
  // Until a sweep may take it: the replica that died has leased it.
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    const auto raw = database_.pool.Acquire().FindOne(kApprovals, mongo::Document{{"_id", id}});
    const auto free = SystemClock().Now() - std::chrono::milliseconds(1500);
    return raw->view().Time("obAt") < free && raw->view().OptionalTime("lease") < free;
  }));
  // Answers late: the operation is being asked when the start fails.
  std::atomic<int> asked{0};
  http::Router routes(test::Believing());
  test::Serve(routes, "PUT", "/internal/leave-ops/{opId}", [&](const http::Request&) {
    ++asked;
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    return http::Response{200,
                          R"({"outcome":"applied","availableMinutes":6240,"reservedMinutes":960})"};
  });
  metrics::Registry registry;
  http::Server slow({.name = "slow", .threads = 8}, std::move(routes), registry);
  slow.Start();
  const auto url = "http://127.0.0.1:" + std::to_string(slow.port());
  // The port of the ledger is as good as any other that is taken.
  const auto failed = Launch({{"EMPLOYEE_URL", url}, {"HTTP_PORT", std::to_string(slow.port())}});
  EXPECT_EQ(failed->WaitExit(seconds(40)), 1) << failed->Output();
  EXPECT_NE(failed->Output().find(std::to_string(slow.port())), std::string::npos);
  ASSERT_GT(asked, 0) << "the sweep has found the operation: " << failed->Output();
  const auto raw = database_.pool.Acquire().FindOne(kApprovals, mongo::Document{{"_id", id}});
  EXPECT_EQ(raw->view().Text("state"), "in_progress") << "its answer is recorded";
}

TEST_F(LeaveDaemons, ALateRefusalMakesADraftAndNotifiesTheDrafter) {
  const auto daemon = LaunchWithEmployee();
  const auto notifications = Read("approval-notifications");
  KnowEverybody(*daemon);
  StopEmployee();
  const auto id = IdOf(Post(*daemon, LeaveBody(16)));
  StartEmployee();
  ASSERT_TRUE(Becomes(*daemon, id, "finalStatus", "draft"));
  const auto notice = notifications->AwaitEvent("n:leave:" + std::to_string(id) + ":1:reserve:1");
  EXPECT_EQ(json::Value::parse(notice.value)["status"], "draft");
  EXPECT_TRUE(BalanceBecomes(0, 0));
}

TEST_F(LeaveDaemons, AboveTheLimitOfTheOutboxNothingNewIsTakenUntilItIsDelivered) {
  const auto daemon = LaunchReady({{"EMPLOYEE_URL", EmployeeUrl()}, {"OUTBOX_LIMIT", "100"}});
  KnowEverybody(*daemon);
  StopEmployee();
  support::HttpAnswer answer;
  ASSERT_TRUE(support::Eventually(seconds(60), [&] {
    answer = Post(*daemon, LeaveBody(0.125));
    return answer.status != 201;
  }));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(json::Value::parse(answer.body)["code"], "outbox-full");
  EXPECT_TRUE(answer.Header("retry-after"));
  EXPECT_EQ(Metric(*daemon, "approval_submits_turned_away_total"), 1);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals?limit=1")).status, 200);
  StartEmployee();
  EXPECT_TRUE(
      support::Eventually(seconds(30), [&] { return Post(*daemon, Body({2}, 1)).status == 201; }));
}

TEST_F(LeaveDaemons, EmployeeAwayAtTheFinalApprovalIsAskedOnceLater) {
  const auto daemon = LaunchWithEmployee();
  const auto id = IdOf(Post(*daemon, LeaveBody(2, {2})));
  StopEmployee();
  Send(Decision(DocumentOf(*daemon, id), 1, true));
  ASSERT_TRUE(Becomes(*daemon, id, "finalStatus", "approved")) << "at once";
  StartEmployee();
  EXPECT_TRUE(BalanceBecomes(2, 0));
}

// Every step between which the daemon may die: the next one finishes the work, once.
TEST_F(LeaveDaemons, ADaemonKilledAnywhereInTheSubmitLeavesNothingHalfDone) {
  int reserved = 0;
  for (const char* place : {"submit.inserted", "submit.reserved", "submit.settled"}) {
    auto dying = LaunchWithEmployee(place);
    EXPECT_THROW(Post(*dying, LeaveBody(1), place), std::exception) << place;
    EXPECT_EQ(dying->WaitExit(seconds(10)), -9) << place;
    dying.reset();
    const auto daemon = LaunchWithEmployee();
    const auto repeated = Post(*daemon, LeaveBody(1), place);
    ASSERT_EQ(repeated.status, 201) << place << repeated.body;
    EXPECT_EQ(repeated.Header("idempotency-replayed"), "true") << place;
    ASSERT_TRUE(Becomes(*daemon, IdOf(repeated), "finalStatus", "in_progress")) << place;
    ++reserved;
    EXPECT_TRUE(BalanceBecomes(0, reserved)) << place;
    EXPECT_EQ(DocumentOf(*daemon, IdOf(repeated))["version"], 2) << place;
  }
}

TEST_F(LeaveDaemons, ADaemonKilledAfterTheLedgersAnswerTakesTheLeaveOnce) {
  auto dying = LaunchWithEmployee("leave.delivered");
  const auto id = IdOf(Post(*dying, LeaveBody(2, {2})));
  Send(Decision(DocumentOf(*dying, id), 1, true));
  EXPECT_EQ(dying->WaitExit(seconds(20)), -9);
  dying.reset();
  EXPECT_TRUE(BalanceBecomes(2, 0));
  const auto daemon = LaunchWithEmployee();
  ASSERT_TRUE(Becomes(*daemon, id, "finalStatus", "approved"));
  EXPECT_TRUE(support::Eventually(seconds(20), [&] {
    return Metric(*daemon, "approval_leave_operations_total{outcome=\"applied\"}") == 1;
  })) << "it was told again";
  EXPECT_TRUE(BalanceBecomes(2, 0));
}

}  // namespace
}  // namespace erp::approval_request
