// Documents through the real daemon: submit, the bus, results, lists.
#include <gtest/gtest.h>

#include "component/request_fixture.h"

namespace erp::approval_request {
namespace {

using RequestDaemon = RequestDaemonTest;

TEST_F(RequestDaemon, ASubmitIsStoredAndReachesTheBus) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto answer = support::Send("POST", daemon->Url("/approvals"), Body({5, 9}),
                                    {{"traceparent", kTraceparent}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.Header("location"), "approvals/1");
  EXPECT_EQ(json::Value::parse(answer.body)["requestId"], 1);

  const auto opened = requests->AwaitEvent("step:1:1:1:1");
  EXPECT_EQ(opened.key, "1");
  EXPECT_EQ(opened.Header("ce_type"), "approval.step-opened");
  EXPECT_EQ(opened.Header("ce_specversion"), "1.0");
  EXPECT_EQ(opened.Header("content-type"), "application/json");
  EXPECT_NE(opened.Header("traceparent").find("4bf92f3577b34da6a3ce929d0e0e4736"),
            std::string::npos);
  const auto event = json::Value::parse(opened.value);
  EXPECT_EQ(event["requesterName"], "사람3");
  EXPECT_EQ(event["approvers"][0]["approverId"], 5);
  EXPECT_EQ(event["lastStep"], false);

  const auto notice = notifications->AwaitEvent("n:step:1:1:1:1:5");
  EXPECT_EQ(notice.key, "5");
  EXPECT_EQ(json::Value::parse(notice.value)["type"], "APPROVAL_REQUESTED");

  const auto open = support::Send("GET", daemon->OperatorUrl("/internal/open-steps/1"));
  EXPECT_EQ(open.status, 200);
  EXPECT_EQ(open.body, opened.value) << "the same bytes as on the bus";
  EXPECT_EQ(support::Send("GET", daemon->OperatorUrl("/internal/open-steps/2")).status, 404);
  EXPECT_EQ(support::Send("GET", daemon->Url("/internal/open-steps/1")).status, 404);
  EXPECT_EQ(Metric(*daemon, "approval_documents_submitted_total"), 1);
}

TEST_F(RequestDaemon, ADocumentReadsBackWithItsVersion) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9});
  const auto answer = support::Send("GET", daemon->Url("/approvals/" + std::to_string(request)));
  EXPECT_EQ(answer.Header("etag"), "\"1\"");
  const auto document = json::Value::parse(answer.body);
  EXPECT_EQ(document["finalStatus"], "in_progress");
  EXPECT_EQ(document["currentStep"], 1);
  EXPECT_EQ(document["steps"][1]["status"], "pending");
  EXPECT_EQ(Get(*daemon, "/approvals/pending/5").size(), 1U);
  EXPECT_EQ(Get(*daemon, "/approvals/pending/9").size(), 0U);
}

TEST_F(RequestDaemon, TheQueueOfAPersonIsAskedForByQueryOrByPath) {
  const auto daemon = LaunchReady();
  Submit(*daemon, {5, 9});
  EXPECT_EQ(Get(*daemon, "/approvals/pending?approverId=5").size(), 1U);
  EXPECT_EQ(Get(*daemon, "/approvals/pending?approverId=5"), Get(*daemon, "/approvals/pending/5"));
  EXPECT_EQ(Get(*daemon, "/approvals/pending?approverId=9").size(), 0U);
  for (const char* query : {"", "?approverId=", "?approverId=0", "?approverId=x"}) {
    const auto answer =
        support::Send("GET", daemon->Url(std::string("/approvals/pending") + query));
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(json::Value::parse(answer.body)["errors"][0]["pointer"], "approverId") << query;
  }
}

TEST_F(RequestDaemon, ResultsMoveTheDocumentToItsEnd) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);

  Send(Decision(document, 1, true));
  ASSERT_TRUE(Becomes(*daemon, request, "currentStep", 2));
  const auto second = requests->AwaitEvent("step:1:1:2:1");
  EXPECT_EQ(json::Value::parse(second.value)["resultBase"], 1);
  EXPECT_EQ(json::Value::parse(second.value)["lastStep"], true);
  EXPECT_NE(second.Header("traceparent").find("4bf92f3577b34da6a3ce929d0e0e4736"),
            std::string::npos);
  notifications->AwaitEvent("n:step:1:1:2:1:9");
  notifications->AwaitEvent("settled:n:step:1:1:1:1:5");

  Send(Decision(document, 2, true));
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("closed:1:1").value)["outcome"], "approved");
  EXPECT_EQ(notifications->AwaitEvent("n:closed:1:1:3").key, "3");
  EXPECT_EQ(notifications->AwaitEvent("n:closed:1:1:5").key, "5");
  notifications->AwaitEvent("settled:n:step:1:1:2:1:9");
  EXPECT_EQ(notifications->Count("n:closed:1:1:9"), 0U) << "who just decided knows it";
  EXPECT_EQ(Get(*daemon, "/approvals/pending/9").size(), 0U);
}

TEST_F(RequestDaemon, ADuplicateResultIsIgnored) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  for (int i = 0; i < 3; ++i) Send(Decision(document, 1, true));
  Send(Decision(document, 2, false));
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "rejected"));
  EXPECT_EQ(DocumentOf(*daemon, request)["version"], 3);
  // Counted after it is stored, so it may show a moment later.
  EXPECT_TRUE(support::Eventually(std::chrono::seconds(10), [&] {
    return Metric(*daemon, "approval_results_total{outcome=\"applied\"}") == 2 &&
           Metric(*daemon, "approval_results_total{outcome=\"duplicate\"}") == 2;
  })) << Metric(*daemon, "approval_results_total{outcome=\"applied\"}");
}

TEST_F(RequestDaemon, AResultThatIsAheadWaitsForTheOneBefore) {
  const auto daemon = LaunchReady();
  const auto waiting = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, waiting);
  Send(Decision(document, 2, true));
  // Another document is not held up by it.
  const auto other = Submit(*daemon, {5});
  Send(Decision(DocumentOf(*daemon, other), 1, true));
  ASSERT_TRUE(Becomes(*daemon, other, "finalStatus", "approved"));
  EXPECT_EQ(DocumentOf(*daemon, waiting)["version"], 1);
  EXPECT_EQ(Metric(*daemon, "approval_results_total{outcome=\"refused\"}"), 0);
}

TEST_F(RequestDaemon, AKeyGivesTheSameAnswerAndAnotherBodyIsRefused) {
  const auto daemon = LaunchReady();
  const auto first = Post(*daemon, Body({5}), "key-1");
  const auto second = Post(*daemon, Body({5}), "key-1");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.Header("location"), first.Header("location"));
  EXPECT_FALSE(first.Header("idempotency-replayed"));
  EXPECT_EQ(second.Header("idempotency-replayed"), "true");
  const auto other = Post(*daemon, Body({9}), "key-1");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(json::Value::parse(other.body)["code"], "idempotency-key-reused");
  EXPECT_EQ(Get(*daemon, "/approvals").size(), 1U);
  EXPECT_EQ(Metric(*daemon, "approval_documents_submitted_total"), 1);
}

TEST_F(RequestDaemon, PeopleAreAskedOnceAndSurviveAnOutageOfTheirService) {
  const auto daemon = LaunchReady();
  for (int i = 0; i < 5; ++i) Submit(*daemon, {5, 9});
  EXPECT_EQ(stand_in_.Questions(), 1) << "one batched call, then the cache";
  stand_in_.SetAway(true);
  Submit(*daemon, {9, 5});
  const auto refused = Post(*daemon, Body({11}));
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.Header("retry-after"));
  EXPECT_EQ(Get(*daemon, "/approvals").size(), 6U);
  stand_in_.SetAway(false);
  EXPECT_EQ(Post(*daemon, Body({11})).status, 201);
}

TEST_F(RequestDaemon, UnknownAndInactivePeopleAreNamedByTheirPlace) {
  const auto daemon = LaunchReady();
  stand_in_.Deactivate(9);
  const auto answer = Post(*daemon, Body({5, 9, 777}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
  const auto problem = json::Value::parse(answer.body);
  EXPECT_EQ(problem["code"], "unknown-person");
  EXPECT_EQ(problem["errors"][0]["pointer"], "/steps/1/approverId");
  EXPECT_EQ(problem["errors"][1]["pointer"], "/steps/2/approverId");
  EXPECT_EQ(Get(*daemon, "/approvals").size(), 0U);
}

TEST_F(RequestDaemon, ListsArePagedByTheirLinks) {
  const auto daemon = LaunchReady();
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 7; ++i) expected.insert(expected.begin(), Submit(*daemon, {5}));
  std::vector<std::int64_t> seen;
  std::string path = "/approvals?limit=3&requesterId=3&finalStatus=in_progress";
  while (!path.empty()) {
    const auto answer = support::Send("GET", daemon->Url(path));
    ASSERT_EQ(answer.status, 200) << answer.body;
    for (const auto& document : json::Value::parse(answer.body))
      seen.push_back(document["requestId"]);
    const auto link = answer.Header("link");
    path = link ? "/approvals" + link->substr(1, link->find('>') - 1) : "";
  }
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals?sort=x")).status, 400);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals?limit=201")).status, 400);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals?cursor=x")).status, 400);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals?finalStatus=x")).status, 400);
  EXPECT_EQ(support::Send("GET", daemon->Url("/approvals/0")).status, 404);
  EXPECT_EQ(support::Send("DELETE", daemon->Url("/approvals")).status, 405);
}

}  // namespace
}  // namespace erp::approval_request
