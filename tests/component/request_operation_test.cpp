// The daemon as an operator sees it: configuration, set-up, readiness, crashes, stopping.
#include <csignal>

#include <gtest/gtest.h>

#include "component/request_fixture.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

using RequestOperation = RequestDaemonTest;

TEST_F(RequestOperation, MigratingAgainChangesNothing) {
  const auto again = Migrate();
  EXPECT_EQ(again.exit_code, 0) << again.output;
  EXPECT_EQ(again.output, "approval-request: migrated: indexes and topics are there\n");
}

TEST_F(RequestOperation, CheckNamesEveryMistakeAtOnce) {
  auto environment = Environment();
  environment["HTTP_PORT"] = "99999";
  environment["LOG_LEVEL"] = "loud";
  environment.erase("KAFKA_BROKERS");
  const auto wrong = support::RunToEnd(
      {.name = "approval-request", .environment = environment, .arguments = {"--check"}});
  EXPECT_EQ(wrong.exit_code, 2);
  for (const char* name : {"HTTP_PORT", "LOG_LEVEL", "KAFKA_BROKERS"}) {
    EXPECT_NE(wrong.output.find(name), std::string::npos) << name;
  }
  environment = Environment();
  environment["MONGO_URI"] = "mongodb://secret:word@/";
  const auto uri = support::RunToEnd(
      {.name = "approval-request", .environment = environment, .arguments = {"--check"}});
  EXPECT_EQ(uri.exit_code, 2);
  EXPECT_NE(uri.output.find("MONGO_URI"), std::string::npos) << uri.output;
  EXPECT_EQ(uri.output.find("word"), std::string::npos) << "secrets stay out of messages";
  const auto right = support::RunToEnd(
      {.name = "approval-request", .environment = Environment(), .arguments = {"--check"}});
  EXPECT_EQ(right.exit_code, 0) << right.output;
}

TEST_F(RequestOperation, DevelopmentAuthenticationIsRefusedInProduction) {
  auto environment = Environment();
  environment["ENV"] = "prod";
  const auto refused = support::RunToEnd(
      {.name = "approval-request", .environment = environment, .arguments = {"--check"}});
  EXPECT_EQ(refused.exit_code, 2) << refused.output;
}

TEST_F(RequestOperation, EndsGracefullyAndLosesNothingThatItAcknowledged) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  for (int i = 0; i < 20; ++i) Submit(*daemon, {5});
  EXPECT_EQ(daemon->Terminate(), 0) << daemon->Output();
  for (int i = 1; i <= 20; ++i) requests->AwaitEvent("step:" + std::to_string(i) + ":1:1:1");
}

TEST_F(RequestOperation, TheSweepPublishesWhatACrashLeft) {
  // What a replica leaves that dies between its write and its publishing.
  MongoDocuments documents(database_.pool, database_.registry);
  const JsonEventEncoder encoder({Topic("approval-requests"), Topic("approval-notifications")});
  const auto submission = test::ThreeStepSubmission(41);
  const auto messages = EncodeAll(encoder, submission.events);
  ASSERT_EQ(documents.Insert(submission, messages, std::nullopt), Documents::Inserted::kYes);

  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  EXPECT_EQ(requests->AwaitEvent("step:41:1:1:1").value, messages[0].body);
  EXPECT_EQ(notifications->AwaitEvent("n:step:41:1:1:1:5").value, messages[1].body);
  EXPECT_TRUE(support::Eventually(seconds(20), [&] {
    const auto raw = database_.pool.Acquire().FindOne(kApprovals, mongo::Document{{"_id", 41}});
    return raw->view().List("outbox").empty() && !raw->view().Find("obAt");
  }));
  EXPECT_EQ(documents.Find(RequestId(41))->version, 1);
}

TEST_F(RequestOperation, AKilledDaemonIsFollowedByOneThatGoesOn) {
  // A stable name takes its partitions back at once instead of after the session's end.
  const support::Environment stable = {{"KAFKA_INSTANCE_ID", "request-0"}};
  const auto requests = Read("approval-requests");
  std::vector<std::int64_t> acknowledged;
  {
    const auto daemon = LaunchReady(stable);
    for (int i = 0; i < 30; ++i) acknowledged.push_back(Submit(*daemon, {5}));
    Send(Decision(DocumentOf(*daemon, acknowledged[0]), 1, true));
    daemon->Kill();
  }
  const auto daemon = LaunchReady(stable);
  for (const auto request : acknowledged) {
    requests->AwaitEvent("step:" + std::to_string(request) + ":1:1:1");
  }
  EXPECT_TRUE(Becomes(*daemon, acknowledged[0], "finalStatus", "approved"));
  EXPECT_GT(Submit(*daemon, {5}), acknowledged.back());
}

TEST_F(RequestOperation, WithoutMongoItRunsIsNotReadyAndRefusesPolitely) {
  const auto daemon = Launch({{"MONGO_URI", "mongodb://127.0.0.1:9/?replicaSet=rs0"}});
  ASSERT_TRUE(daemon->WaitForReadyz(503));
  EXPECT_EQ(support::Send("GET", daemon->OperatorUrl("/livez")).status, 200);
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    const auto ready = support::Send("GET", daemon->OperatorUrl("/readyz"));
    return ready.body.find("mongo") != std::string::npos;
  }));
  const auto answer = support::Send("GET", daemon->Url("/approvals"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.Header("retry-after"));
  EXPECT_EQ(daemon->Terminate(), 0);
}

TEST_F(RequestOperation, APortThatIsTakenIsOneClearLine) {
  const auto daemon = LaunchReady();
  const auto second = Launch({{"HTTP_PORT", std::to_string(daemon->http_port())}});
  EXPECT_EQ(second->WaitExit(seconds(20)), 1);
  EXPECT_NE(second->Output().find(std::to_string(daemon->http_port())), std::string::npos)
      << second->Output();
}

TEST_F(RequestOperation, ItsRoutesAreKnownToItsOperator) {
  const auto daemon = LaunchReady();
  const auto routes = support::Send("GET", daemon->OperatorUrl("/routes")).body;
  for (const char* path : {"/approvals/{id}/reject", "/internal/open-steps/{id}"}) {
    EXPECT_NE(routes.find(path), std::string::npos) << path;
  }
  const auto version =
      json::Value::parse(support::Send("GET", daemon->OperatorUrl("/version")).body);
  EXPECT_EQ(version["service"], "approval-request");
}

}  // namespace
}  // namespace erp::approval_request
