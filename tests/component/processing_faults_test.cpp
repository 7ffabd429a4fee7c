// approval-processing when something around it is away, and when it is itself stopped.

#include "processing_fixture.h"
#include "support/redis_server.h"

namespace erp::approval_processing {
namespace {

class ProcessingFaultsTest : public ProcessingDaemonTest {
 protected:
  const std::string approve_ = R"({"status":"approved"})";
  // A port that refuses: reserved, so that nobody opens it meanwhile.
  const std::string nowhere_ = "127.0.0.1:" + std::to_string(test::FreePort());
};

TEST_F(ProcessingFaultsTest, StopsWithinItsTimeAndARestartKeepsTasksAndAnswers) {
  auto daemon = LaunchReady();
  Produce("approval.step-opened", 61, Event("approval.step-opened", 61).dump());
  ASSERT_TRUE(AwaitTask(*daemon, 9, 61));
  requests_.Opens(62, Event("approval.step-opened", 62));
  const auto first = Decide(daemon->Url("/process/9/62"), approve_, "one");
  ASSERT_TRUE(Accepted(first)) << first.body;
  EXPECT_EQ(daemon->Terminate(), 0);

  daemon = LaunchReady();
  EXPECT_TRUE(HasTask(*daemon, 9, 61));
  const auto again = Settle(daemon->Url("/process/9/62"), approve_, "one");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/61"))));
}

TEST_F(ProcessingFaultsTest, WithoutTheBusADecisionIsAcceptedAndDeliveredLater) {
  requests_.Opens(63, Event("approval.step-opened", 63));
  std::string decided;
  {
    auto daemon = Launch({{"KAFKA_BROKERS", nowhere_}});
    daemon->WaitReady();
    EXPECT_TRUE(test::Eventually(seconds(10), [&] {
      return json::Value::parse(test::Send("GET", daemon->OperatorUrl("/readyz")).body)["status"] ==
             "degraded";
    })) << "decisions go on, so callers must still be sent here";
    const auto first = Decide(daemon->Url("/process/9/63"), approve_, "one");
    ASSERT_EQ(first.status, 202) << first.body;
    decided = first.body;
    const auto again = Decide(daemon->Url("/process/9/63"), approve_, "one");
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.body, decided);
    EXPECT_EQ(daemon->Terminate(), 0) << "also with a result that cannot be delivered";
  }
  const auto daemon = LaunchReady();
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  const auto record = results.AwaitKey("63");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->Header("ce_id"), json::Value::parse(decided)["decisionId"]);
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    return redis_->Run({"XLEN", "ap:{" + tenant_ + "}:out"}).AsInteger() == 0;
  }));
  const auto repeated = Decide(daemon->Url("/process/9/63"), approve_, "one");
  EXPECT_EQ(repeated.status, 200);
  EXPECT_EQ(repeated.body, decided);
}

TEST_F(ProcessingFaultsTest, KilledRightAfterADecisionItsResultIsStillPublished) {
  requests_.Opens(64, Event("approval.step-opened", 64));
  {
    auto daemon = Launch({{"KAFKA_BROKERS", nowhere_}});
    daemon->WaitReady();
    ASSERT_EQ(Decide(daemon->Url("/process/9/64")).status, 202);
    daemon->Kill();
  }
  const auto daemon = LaunchReady();
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  EXPECT_TRUE(results.AwaitKey("64"));
}

TEST_F(ProcessingFaultsTest, WithoutApprovalRequestAnUnknownTaskIsUnavailableAndNotMissing) {
  const auto daemon = LaunchReady();
  requests_.GoAway(true);
  const auto answer = Post(daemon->Url("/process/9/65"), "one", approve_);
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.Header("retry-after"));
  Produce("approval.step-opened", 65, Event("approval.step-opened", 65).dump());
  ASSERT_TRUE(AwaitTask(*daemon, 9, 65));
  EXPECT_EQ(Decide(daemon->Url("/process/5/65")).status, 409);
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/65"))));
}

TEST_F(ProcessingFaultsTest, WhatAnOperatorForbidsByMistakeWaitsAndIsNoDeadLetter) {
  test::RedisServer server;
  redis::PoolOptions options;
  options.url.port = server.port();
  redis::Pool admin(options, registry_);
  const auto daemon = LaunchReady({{"REDIS_URL", server.Url()}});
  TopicReader letters(brokers_, prefix_ + "approval-requests.dlq", *producer_, registry_);
  Produce("approval.step-opened", 71, Event("approval.step-opened", 71).dump());
  ASSERT_TRUE(AwaitTask(*daemon, 9, 71));

  admin.Run({"ACL", "SETUSER", "default", "-eval", "-evalsha"});
  const auto refused = Post(daemon->Url("/process/9/71"), "one", approve_);
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_TRUE(refused.Header("retry-after"));
  Produce("approval.step-opened", 72, Event("approval.step-opened", 72).dump());
  ASSERT_TRUE(test::Eventually(seconds(20), [&] {
    const auto text = test::Send("GET", daemon->OperatorUrl("/metrics")).body;
    const auto at = text.find("\nkafka_consumer_retries_total{");
    return at != std::string::npos && std::stod(text.substr(text.find("} ", at) + 2)) > 5;
  })) << "it is tried again, more often than a bug would be";
  admin.Run({"ACL", "SETUSER", "default", "+@all"});
  EXPECT_TRUE(AwaitTask(*daemon, 9, 72));
  EXPECT_TRUE(Accepted(Settle(daemon->Url("/process/9/71"), approve_, "one")));
  EXPECT_TRUE(letters.Of("72").empty());
}

TEST_F(ProcessingFaultsTest, WithoutRedisItStartsSaysSoAndRefusesForNow) {
  auto daemon = Launch({{"REDIS_URL", "redis://" + nowhere_}});
  ASSERT_TRUE(daemon->WaitForReadyz(503));
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    const auto report = test::Send("GET", daemon->OperatorUrl("/readyz"));
    return json::Value::parse(report.body)["dependencies"]["redis"].contains("detail");
  }));
  for (const auto* path : {"/process/9", "/process/5"}) {
    const auto answer = test::Send("GET", daemon->Url(path));
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.Header("retry-after"));
    EXPECT_EQ(answer.body.find(nowhere_), std::string::npos) << "nothing of the inside leaks";
  }
  EXPECT_EQ(Post(daemon->Url("/process/9/66"), "one", approve_).status, 503);
  EXPECT_EQ(daemon->Terminate(), 0);
}

TEST_F(ProcessingFaultsTest, TakenPortIsOneClearLineAndTheEnd) {
  const auto daemon = LaunchReady();
  auto environment = Environment();
  environment["HTTP_PORT"] = std::to_string(daemon->http_port());
  const auto second = test::RunToEnd({.name = "approval-processing", .environment = environment});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find("approval-processing: cannot listen on 127.0.0.1:" +
                               std::to_string(daemon->http_port())),
            std::string::npos)
      << second.output;
}

TEST_F(ProcessingFaultsTest, EveryMistakeOfTheConfigurationIsReportedAtOnce) {
  const auto checked = test::RunToEnd(
      {.name = "approval-processing",
       .environment = {{"HTTP_PORT", "0"}, {"REDIS_URL", "redis://a"}, {"LOG_LEVEL", "loud"}},
       .arguments = {"--check"}});
  EXPECT_EQ(checked.exit_code, 2);
  for (const auto* name : {"HTTP_PORT", "LOG_LEVEL", "KAFKA_BROKERS"}) {
    EXPECT_NE(checked.output.find(name), std::string::npos) << checked.output;
  }
  auto environment = Environment();
  environment["REDIS_URL"] = "localhost:6379";
  EXPECT_EQ(
      test::RunToEnd(
          {.name = "approval-processing", .environment = environment, .arguments = {"--check"}})
          .exit_code,
      2);
}

TEST_F(ProcessingFaultsTest, MigrateTwiceIsOnce) {
  for (int i = 0; i < 2; ++i) {
    const auto migrated = test::RunToEnd(
        {.name = "approval-processing", .environment = Environment(), .arguments = {"--migrate"}});
    EXPECT_EQ(migrated.exit_code, 0) << migrated.output;
    EXPECT_EQ(migrated.output, "approval-processing: migrated: topics are there\n");
  }
}

}  // namespace
}  // namespace erp::approval_processing
