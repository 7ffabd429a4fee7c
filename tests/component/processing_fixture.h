// The real daemon on the real Redis and bus, under names that nobody else uses, with a stand-in
// for approval-request.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/server.h"
#include "json/json.h"
#include "kafka/admin.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "redis/pool.h"
#include "support/brokers.h"
#include "support/daemon.h"
#include "support/environment.h"
#include "support/http.h"
#include "support/stand_in.h"
#include "support/topic_reader.h"

namespace erp::approval_processing {

using std::chrono::seconds;
using test::TopicReader;

// The example of an event with another request id and whatever else `changes` says.
inline json::Value Event(const std::string& type,
                         std::int64_t request,
                         const json::Value& changes = json::Value::object()) {
  auto body = json::Value::parse(
      test::ReadFile(test::SourceDir() / "proto/events" / (type + ".example.json")));
  body["requestId"] = request;
  body.update(changes);
  return body;
}

// approval-request's internal port: the open steps, rounds that have ended, and the lag, as the
// test has put them there; and employee's: who has left.
class RequestStandIn {
 public:
  RequestStandIn() : server_({.name = "stand-in", .threads = 16}, Routes(), registry_) {
    server_.Start();
  }
  void Opens(std::int64_t request, const json::Value& step) {
    const std::lock_guard lock(mutex_);
    open_[request] = step;
    ended_.erase(request);
  }
  // As if it had another, empty store.
  void Empty() {
    const std::lock_guard lock(mutex_);
    open_.clear();
    ended_.clear();
  }
  // `end` is the extra members of the problem no-open-step.
  void Ends(std::int64_t request, const json::Value& end = json::Value::object()) {
    const std::lock_guard lock(mutex_);
    open_.erase(request);
    ended_[request] = end;
  }
  void SetLag(std::int64_t lag) {
    const std::lock_guard lock(mutex_);
    lag_ = lag;
  }
  void Leaves(std::int64_t person) {
    const std::lock_guard lock(mutex_);
    left_.push_back({{"id", person}, {"reassignTo", nullptr}});
  }
  // From now on nothing is answered but 503.
  void GoAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  [[nodiscard]] int lists() const {
    const std::lock_guard lock(mutex_);
    return lists_;
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port());
  }

 private:
  static http::Response Problem(int status, const char* code, json::Value extras = {}) {
    json::Value problem{{"status", status}, {"code", code}};
    if (extras.is_object()) problem.update(extras);
    return {status, json::Dump(problem), "application/problem+json"};
  }

  http::Response One(std::int64_t request) const {
    const std::lock_guard lock(mutex_);
    if (away_) return Problem(503, "unavailable");
    if (const auto found = open_.find(request); found != open_.end()) {
      return {200, json::Dump(found->second)};
    }
    const auto ended = ended_.find(request);
    if (ended == ended_.end()) return Problem(404, "document-not-found");
    return Problem(409, "no-open-step", ended->second);
  }

  http::Response List(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    if (away_) return Problem(503, "unavailable");
    ++lists_;
    const auto after = std::stoll(request.Query("after").value_or("0"));
    const auto limit = std::stoull(request.Query("limit").value_or("500"));
    json::Value page{{"steps", json::Value::array()}, {"next", nullptr}};
    for (auto it = open_.upper_bound(after); it != open_.end(); ++it) {
      if (page["steps"].size() == limit) {
        page["next"] = page["steps"].back()["requestId"];
        break;
      }
      page["steps"].push_back(it->second);
    }
    return {200, json::Dump(page)};
  }

  http::Router Routes() {
    http::Router router(test::Believing());
    test::Serve(router, "GET", "/internal/open-steps/{id}", [this](const http::Request& request) {
      return One(std::stoll(request.params.at("id")));
    });
    test::Serve(router, "GET", "/internal/open-steps",
                [this](const http::Request& request) { return List(request); },
                {"after", "limit", "view", "minAgeMs"});
    test::Serve(router, "GET", "/internal/leavers",
                [this](const http::Request&) {
                  const std::lock_guard lock(mutex_);
                  if (away_) return Problem(503, "unavailable");
                  return http::Response{
                      200, json::Dump({{"leavers", left_}, {"next", "0-0"}, {"more", false}})};
                },
                {"after"});
    test::Serve(router, "GET", "/internal/epoch",
                [this](const http::Request&) { return Epoch(200); });
    test::Serve(router, "POST", "/internal/epoch", [this](const http::Request&) {
      {
        const std::lock_guard lock(mutex_);
        if (!away_) ++announced_;
      }
      return Epoch(201);
    });
    test::Serve(router, "PUT", "/internal/epoch/{epoch}", [this](const http::Request& request) {
      {
        const std::lock_guard lock(mutex_);
        if (std::stoll(request.params.at("epoch")) != announced_) {
          return Problem(409, "epoch-superseded");
        }
        if (!away_) in_force_ = announced_;
      }
      return Epoch(200);
    });
    test::Serve(router, "GET", "/internal/results-lag", [this](const http::Request&) {
      const std::lock_guard lock(mutex_);
      if (away_) return Problem(503, "unavailable");
      return http::Response{200, json::Dump({{"lag", lag_}})};
    });
    return router;
  }

  http::Response Epoch(int status) const {
    const std::lock_guard lock(mutex_);
    if (away_) return Problem(503, "unavailable");
    return {status, json::Dump({{"announced", announced_}, {"inForce", in_force_}})};
  }

  mutable std::mutex mutex_;
  // All guarded by mutex_:
  std::map<std::int64_t, json::Value> open_;
  std::map<std::int64_t, json::Value> ended_;
  json::Value left_ = json::Value::array();
  std::int64_t lag_ = 0;
  std::int64_t announced_ = 0;
  std::int64_t in_force_ = 0;
  bool away_ = false;
  int lists_ = 0;
  metrics::Registry registry_;
  http::Server server_;
};

class ProcessingDaemonTest : public testing::Test {
 protected:
  // Topics are made once: the broker takes its time for each. Here and not in
  // SetUpTestSuite(), whose failure would make the tests skipped instead of failed.
  static void MakeTopicsOnce() {
    if (!prefix_.empty()) return;
    const auto prefix = test::RandomName("processing-test-") + ".";
    kafka::EnsureTopics(
        test::TestBrokers(),
        kafka::WithDeadLetters({{.name = prefix + "approval-requests", .config = {}}}),
        Deadline::After(seconds(30)));
    prefix_ = prefix;
  }

  ProcessingDaemonTest() {
    MakeTopicsOnce();
    redis::PoolOptions options;
    options.url = redis::ParseUrl(test::Required("TEST_REDIS_URL")).value();
    redis_ = std::make_unique<redis::Pool>(options, registry_);
    producer_ = std::make_unique<kafka::Producer>(
        kafka::ProducerOptions{.brokers = brokers_, .client_id = "processing-test"}, registry_);
  }
  ~ProcessingDaemonTest() override {
    for (const auto& key : redis_->Run({"KEYS", "ap:{" + tenant_ + "}:*"}).AsArray()) {
      redis_->Run({"DEL", key.AsText()});
    }
  }

  test::Environment Environment() const {
    return {{"REDIS_URL", test::Required("TEST_REDIS_URL")},
            {"TENANT", tenant_},
            {"KAFKA_BROKERS", brokers_.addresses},
            {"KAFKA_USER", brokers_.user},
            {"KAFKA_PASSWORD", brokers_.password},
            {"KAFKA_TOPIC_PREFIX", prefix_},
            {"KAFKA_PARTITIONS", "2"},
            {"RECONCILE_PERIOD", "86400000"},
            {"REQUEST_URL", requests_.url()},
            {"EMPLOYEE_URL", requests_.url()}};
  }

  std::unique_ptr<test::Daemon> Launch(const test::Environment& changes = {},
                                       const std::string& name = "approval-processing") {
    auto environment = Environment();
    for (const auto& [variable, value] : changes) environment[variable] = value;
    return std::make_unique<test::Daemon>(
        test::DaemonOptions{.name = name, .environment = environment});
  }
  // Also makes the topics of results, as an installation does before the first start.
  std::unique_ptr<test::Daemon> LaunchReady(const test::Environment& changes = {}) {
    auto environment = Environment();
    for (const auto& [name, value] : changes) environment[name] = value;
    const auto migrated = test::RunToEnd(
        {.name = "approval-processing", .environment = environment, .arguments = {"--migrate"}});
    EXPECT_EQ(migrated.exit_code, 0) << migrated.output;
    auto daemon = Launch(changes);
    daemon->WaitReady();
    return daemon;
  }

  void Produce(const std::string& type, std::int64_t request, const std::string& body) {
    kafka::Record record;
    record.topic = prefix_ + "approval-requests";
    record.key = std::to_string(request);
    record.value = body;
    record.headers = {{"ce_type", type}, {"ce_id", "test"}, {"content-type", "application/json"}};
    producer_->ProduceAndWait(record, Deadline::After(seconds(20)));
  }

  static json::Value Tasks(const test::Daemon& daemon, std::int64_t approver) {
    const auto answer = test::Send("GET", daemon.Url("/process/" + std::to_string(approver)));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Value::parse(answer.body);
  }
  static bool HasTask(const test::Daemon& daemon, std::int64_t approver, std::int64_t request) {
    const auto tasks = Tasks(daemon, approver);
    return std::any_of(tasks.begin(), tasks.end(),
                       [&](const auto& task) { return task["requestId"] == request; });
  }
  static bool AwaitTask(const test::Daemon& daemon, std::int64_t approver, std::int64_t request) {
    return test::Eventually(seconds(20), [&] { return HasTask(daemon, approver, request); });
  }

  static test::HttpAnswer Post(const std::string& url,
                               const std::string& key,
                               const std::string& body) {
    return test::Send("POST", url, body, {{"Idempotency-Key", key}});
  }
  // Decides as a background client does: 503 is repeated with the same key. On a busy machine the
  // 50 ms for the lookup to approval-request and the 100 ms for the delivery report are
  // short, so a decision may also be answered with 202 first: see Settle.
  static test::HttpAnswer Decide(const std::string& url,
                                 const std::string& body = R"({"status":"approved"})",
                                 std::string key = "") {
    if (key.empty()) key = test::RandomName("key-");
    test::HttpAnswer answer;
    test::Eventually(seconds(20), [&] {
      answer = Post(url, key, body);
      return answer.status != 503;
    });
    return answer;
  }
  static bool Accepted(const test::HttpAnswer& answer) {
    return answer.status == 200 || answer.status == 202;
  }
  // Repeats a decision that was accepted until its delivery is known.
  static test::HttpAnswer Settle(const std::string& url,
                                 const std::string& body,
                                 const std::string& key) {
    test::HttpAnswer answer;
    test::Eventually(seconds(20), [&] {
      answer = Post(url, key, body);
      return answer.status == 200;
    });
    return answer;
  }

  inline static std::string prefix_;
  const Brokers brokers_ = test::TestBrokers();
  const std::string tenant_ = test::RandomName("test-processing-");
  metrics::Registry registry_;
  RequestStandIn requests_;
  std::unique_ptr<redis::Pool> redis_;
  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace erp::approval_processing
