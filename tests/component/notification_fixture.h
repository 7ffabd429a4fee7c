// The real daemon on the real Redis and bus, under names that nobody else uses.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "json/json.h"
#include "kafka/admin.h"
#include "kafka/producer.h"
#include "redis/pool.h"
#include "support/brokers.h"
#include "support/daemon.h"
#include "support/environment.h"
#include "support/http.h"
#include "support/websocket.h"

namespace erp::notification {

using std::chrono::milliseconds;
using std::chrono::seconds;

class NotificationDaemonTest : public testing::Test {
 protected:
  static constexpr const char* kTraceparent =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  // A topic for each test: an inbox that is not there is read again from its beginning.
  NotificationDaemonTest() {
    kafka::EnsureTopics(
        brokers_,
        kafka::WithDeadLetters({{.name = topics_ + "approval-notifications", .config = {}}}),
        Deadline::After(seconds(30)));
    redis::PoolOptions options;
    options.url = redis::ParseUrl(test::Required("TEST_REDIS_URL")).value();
    redis_ = std::make_unique<redis::Pool>(options, registry_);
    producer_ = std::make_unique<kafka::Producer>(
        kafka::ProducerOptions{.brokers = brokers_, .client_id = "notification-test"}, registry_);
  }
  ~NotificationDaemonTest() override { Forget(); }

  // Loses everything, as a Redis without its disk does.
  void Forget() const {
    for (const auto& key : redis_->Run({"KEYS", prefix_ + ":*"}).AsArray()) {
      redis_->Run({"DEL", key.AsText()});
    }
  }

  test::Environment Environment() const {
    return {{"REDIS_URL", test::Required("TEST_REDIS_URL")},
            {"REDIS_KEY_PREFIX", prefix_},
            {"KAFKA_BROKERS", brokers_.addresses},
            {"KAFKA_USER", brokers_.user},
            {"KAFKA_PASSWORD", brokers_.password},
            {"KAFKA_TOPIC_PREFIX", topics_},
            {"WS_PORT", std::to_string(test::FreePort())},
            {"ALLOWED_ORIGINS", "https://approval.example,http://127.0.0.1:8080"}};
  }
  std::unique_ptr<test::Daemon> Launch(const test::Environment& changes = {}) const {
    auto environment = Environment();
    for (const auto& [name, value] : changes) environment[name] = value;
    return std::make_unique<test::Daemon>(
        test::DaemonOptions{.name = "notification", .environment = environment});
  }
  std::unique_ptr<test::Daemon> LaunchReady(const test::Environment& changes = {}) const {
    auto daemon = Launch(changes);
    daemon->WaitReady();
    return daemon;
  }

  void Produce(const std::string& type, const std::string& key, const std::string& body) const {
    kafka::Record record;
    record.topic = topics_ + "approval-notifications";
    record.key = key;
    record.value = body;
    record.headers = {{"ce_type", type},
                      {"ce_id", "test"},
                      {"content-type", "application/json"},
                      {"traceparent", kTraceparent}};
    producer_->ProduceAndWait(record, Deadline::After(seconds(20)));
  }
  void Request(const std::string& id,
               std::int64_t user,
               const std::string& message = "도착") const {
    auto body = Example("notification.requested");
    body["notificationId"] = id;
    body["userId"] = user;
    body["message"] = message;
    Produce("notification.requested", std::to_string(user), json::Dump(body));
  }
  void Settle(const std::string& id, std::int64_t user) const {
    auto body = Example("notification.settled");
    body["notificationId"] = id;
    body["userId"] = user;
    Produce("notification.settled", std::to_string(user), json::Dump(body));
  }
  static json::Value Example(const std::string& event) {
    return json::Value::parse(
        test::ReadFile(test::SourceDir() / "proto/events" / (event + ".example.json")));
  }

  static json::Value Get(const test::Daemon& daemon, const std::string& path) {
    const auto answer = test::Send("GET", daemon.Url(path));
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return json::Value::parse(answer.body);
  }
  static std::int64_t Unread(const test::Daemon& daemon, std::int64_t user) {
    return Get(daemon, "/notifications/unread-count?userId=" + std::to_string(user))["unread"];
  }
  static bool AwaitUnread(const test::Daemon& daemon, std::int64_t user, std::int64_t count) {
    // Under load Redis may miss the half second that people wait for: 503, asked again.
    return test::Eventually(seconds(20), [&] {
      const auto answer = test::Send(
          "GET", daemon.Url("/notifications/unread-count?userId=" + std::to_string(user)));
      EXPECT_TRUE(answer.status == 200 || answer.status == 503) << answer.body;
      return answer.status == 200 && json::Value::parse(answer.body)["unread"] == count;
    });
  }

  // A session that is live on its own queue.
  static std::unique_ptr<test::StompClient> Open(const test::Daemon& daemon,
                                                 std::int64_t user,
                                                 const std::string& last_seq = "") {
    auto client = std::make_unique<test::StompClient>(daemon.port("WS_PORT"));
    client->Connect(std::to_string(user));
    client->Subscribe(last_seq);
    return client;
  }
  static json::Value Next(test::StompClient& client) {
    return json::Value::parse(client.Expect("MESSAGE").body);
  }

  const std::string topics_ = test::RandomName("notification-test-") + ".";
  const Brokers brokers_ = test::TestBrokers();
  const std::string prefix_ = test::RandomName("test-notification-");
  metrics::Registry registry_;
  std::unique_ptr<redis::Pool> redis_;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace erp::notification
