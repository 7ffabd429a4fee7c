// notification when something around it is away, is wrong, or when it is itself stopped.
#include <algorithm>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "kafka/consumer.h"
#include "notification_fixture.h"
#include "support/gate.h"

namespace erp::notification {
namespace {

class NotificationFaultsTest : public NotificationDaemonTest {
 protected:
  // TEST_REDIS_URL through a gate of this test.
  std::string GatedRedis(const test::Gate& gate) const {
    const auto url = redis::ParseUrl(test::Required("TEST_REDIS_URL")).value();
    return "redis://" + url.user + ":" + url.password +
           "@127.0.0.1:" + std::to_string(gate.port()) + "/" + std::to_string(url.db);
  }
  static test::Gate ToRedis() {
    const auto url = redis::ParseUrl(test::Required("TEST_REDIS_URL")).value();
    return test::Gate(url.host, url.port);
  }
};

TEST_F(NotificationFaultsTest, TerminationAsksEverySessionToComeBackAndExitsWithZero) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  const auto deaf = Open(*daemon, 8);  // never answers the close frame
  std::thread reader([&] { client->Receive(); });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(daemon->Terminate(), 0) << daemon->Output();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(15));
  reader.join();
  ASSERT_TRUE(client->close().has_value());
  EXPECT_EQ(client->close()->code, 1012);
  EXPECT_EQ(client->close()->reason, "retry-after-ms=1000");
}

TEST_F(NotificationFaultsTest, SessionsAreAskedToReconnectAndComeBackToTheSameProcess) {
  const auto daemon = LaunchReady();
  const auto kim = Open(*daemon, 7);
  const auto lee = Open(*daemon, 8);
  const auto answer = test::Send("POST", daemon->OperatorUrl("/internal/sessions/reconnect"), "");
  EXPECT_EQ(answer.status, 204) << answer.body;
  for (const auto& client : {kim.get(), lee.get()}) {
    client->Receive();
    ASSERT_TRUE(client->close().has_value());
    EXPECT_EQ(client->close()->code, 1012);
    EXPECT_EQ(client->close()->reason, "retry-after-ms=1000");
  }
  const auto back = Open(*daemon, 7);
  Request("n:1", 7);
  EXPECT_EQ(Next(*back)["seq"], 1);
}

TEST_F(NotificationFaultsTest, WhatCameWhileItWasDownIsStoredOnceItIsUp) {
  auto daemon = LaunchReady();
  Request("n:1", 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 1));
  EXPECT_EQ(daemon->Terminate(), 0);
  for (int i = 2; i <= 5; ++i) Request("n:" + std::to_string(i), 7);
  daemon = LaunchReady();
  const auto client = Open(*daemon, 7, "1");
  for (int i = 2; i <= 5; ++i) EXPECT_EQ(Next(*client)["seq"], i);
}

TEST_F(NotificationFaultsTest, KilledDaemonLosesAndDoublesNothing) {
  auto daemon = LaunchReady();
  std::thread writer([&] {
    for (int i = 1; i <= 300; ++i) Request("n:" + std::to_string(i), 7);
  });
  EXPECT_TRUE(test::Eventually(seconds(20), [&] { return Unread(*daemon, 7) >= 50; }));
  daemon->Kill();
  writer.join();
  daemon = LaunchReady();
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 300));
  const auto client = Open(*daemon, 7, "0");
  for (int i = 1; i <= 300; ++i) ASSERT_EQ(Next(*client)["seq"], i);
}

TEST_F(NotificationFaultsTest, RedisThatGoesAndComesBackLosesNothingForOpenSessions) {
  auto gate = ToRedis();
  const auto daemon = LaunchReady({{"REDIS_URL", GatedRedis(gate)}});
  const auto other = LaunchReady();  // goes on storing
  const auto client = Open(*daemon, 7);
  for (int round = 0; round < 3; ++round) {
    const int first = round * 10 + 1;
    gate.Cut();
    EXPECT_TRUE(daemon->WaitForReadyz(503));
    for (int i = first; i < first + 10; ++i) Request("n:" + std::to_string(i), 7);
    gate.Open();
    for (int i = first; i < first + 10; ++i) ASSERT_EQ(Next(*client)["seq"], i);
    EXPECT_TRUE(daemon->WaitForReadyz(200));
  }
  EXPECT_EQ(client->Receive(milliseconds(50)), std::nullopt);
}

TEST_F(NotificationFaultsTest, WithoutRedisItAnswersUnavailableAndKeepsTheSockets) {
  auto gate = ToRedis();
  const auto daemon = LaunchReady({{"REDIS_URL", GatedRedis(gate)}});
  const auto client = Open(*daemon, 7);
  gate.Cut();
  const auto answer = test::Send("GET", daemon->Url("/notifications/recent/7"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.Header("retry-after").has_value());
  // A subscription made meanwhile becomes live later.
  test::StompClient late(daemon->port("WS_PORT"));
  late.Connect("8");
  gate.Open();
  late.Subscribe("0");
  Request("n:1", 8);
  EXPECT_EQ(Next(late)["id"], "n:1");
  Request("n:2", 7);
  EXPECT_EQ(Next(*client)["id"], "n:2");
}

TEST_F(NotificationFaultsTest, StartsWithoutItsEnginesAndIsNotReady) {
  const std::string nowhere = "127.0.0.1:" + std::to_string(test::FreePort());
  const auto daemon = Launch({{"REDIS_URL", "redis://" + nowhere}, {"KAFKA_BROKERS", nowhere}});
  EXPECT_TRUE(daemon->WaitForReadyz(503));
  const auto body = json::Value::parse(test::Send("GET", daemon->OperatorUrl("/readyz")).body);
  for (const char* dependency : {"redis", "redis-changes", "kafka"}) {
    EXPECT_TRUE(body["dependencies"].contains(dependency)) << dependency;
  }
  EXPECT_EQ(body["dependencies"]["redis"]["available"], false);
  EXPECT_EQ(daemon->Terminate(), 0);
}

TEST_F(NotificationFaultsTest, UnreadableEventIsDeadAndTheNextIsDelivered) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Produce("notification.requested", "7", R"({"userId":7})");
  Produce("notification.requested", "7", "nonsense");
  Produce("notification.snoozed", "7", "{}");
  Produce("notification.requested", "7", json::Dump(Example("notification.requested")));
  Request("n:1", 7);
  EXPECT_EQ(Next(*client)["id"], "n:1");
  std::mutex mutex;
  std::multiset<std::string> reasons;
  kafka::Consumer reader(
      {.brokers = brokers_,
       .group = topics_ + "reader",
       .instance_id = {},
       .topics = {topics_ + "approval-notifications.dlq"}},
      [&](const kafka::Record& record) -> Result<void> {
        const std::lock_guard lock(mutex);
        reasons.insert(record.Header("dlq_reason"));
        return {};
      },
      *producer_, registry_);
  reader.Start();
  const auto has = [&](const char* slug) {
    return std::any_of(reasons.begin(), reasons.end(), [&](const std::string& reason) {
      return reason.find(slug) != std::string::npos;
    });
  };
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    const std::lock_guard lock(mutex);
    return reasons.size() == 3 && has("wrong-key");
  }));
  EXPECT_FALSE(has("unknown-event")) << "what is not known here is ignored";
}

TEST_F(NotificationFaultsTest, TakenPortIsOneClearLine) {
  const auto daemon = LaunchReady();
  for (const char* port : {"WS_PORT", "HTTP_PORT", "OPERATOR_PORT"}) {
    const int taken = daemon->port(port);
    const auto second = Launch({{port, std::to_string(taken)}});
    EXPECT_EQ(second->WaitExit(seconds(15)), 1) << port;
    EXPECT_NE(second->Output().find(std::to_string(taken)), std::string::npos) << second->Output();
    EXPECT_NE(second->Output().find("notification: cannot listen"), std::string::npos)
        << second->Output();
  }
}

TEST_F(NotificationFaultsTest, ConfigurationIsCheckedAsAWhole) {
  const auto run = [&](const test::Environment& changes, const std::string& argument) {
    auto environment = Environment();
    for (const auto& [name, value] : changes) environment[name] = value;
    return test::RunToEnd(
        {.name = "notification", .environment = environment, .arguments = {argument}});
  };
  EXPECT_EQ(run({}, "--check").exit_code, 0);
  EXPECT_EQ(run({}, "--migrate").exit_code, 0);
  EXPECT_EQ(run({}, "--migrate").output, "notification: migrated: Redis needs no set-up\n");
  const auto help = run({}, "--help");
  EXPECT_EQ(help.exit_code, 0);
  for (const char* name : {"WS_BIND", "WS_PORT", "ALLOWED_ORIGINS", "REDIS_URL", "KAFKA_BROKERS",
                           "KAFKA_INSTANCE_ID"}) {
    EXPECT_NE(help.output.find(name), std::string::npos) << name;
  }
  const auto wrong =
      run({{"WS_PORT", "0"}, {"LOG_LEVEL", "loud"}, {"KAFKA_BROKERS", ""}}, "--check");
  EXPECT_EQ(wrong.exit_code, 2);
  for (const char* name : {"WS_PORT", "LOG_LEVEL", "KAFKA_BROKERS"}) {
    EXPECT_NE(wrong.output.find(name), std::string::npos) << name;
  }
  EXPECT_EQ(run({{"ENV", "prod"}}, "--check").exit_code, 2) << "nobody would be authenticated";
  EXPECT_EQ(run({{"ALLOWED_ORIGINS", "https://a.example/,*"}}, "--check").exit_code, 2);
  EXPECT_EQ(run({{"REDIS_URL", "http://x"}}, "--check").exit_code, 2);
}

}  // namespace
}  // namespace erp::notification
