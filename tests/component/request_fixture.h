// The real daemon on the real MongoDB and bus, under names that nobody else uses, with a stand-in
// for employee and approval-processing.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "contract/mongo_fixture.h"
#include "http/server.h"
#include "json/json.h"
#include "kafka/admin.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "support/brokers.h"
#include "support/daemon.h"
#include "support/environment.h"
#include "support/http.h"
#include "support/stand_in.h"
#include "support/topic_reader.h"

namespace erp::approval_request {

namespace support = erp::test;
using std::chrono::seconds;
using support::TopicReader;

// Answers as employee and approval-processing do. People 1 to 50 work here; nobody else does.
class StandIn {
 public:
  using Processing = std::function<http::Response(const http::Request&)>;

  StandIn() : server_({.name = "stand-in", .threads = 40}, Routes(), registry_) { server_.Start(); }

  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port());
  }
  void SetAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  void Deactivate(std::int64_t person) {
    const std::lock_guard lock(mutex_);
    inactive_ = person;
  }
  void Leaves(std::int64_t person, std::int64_t successor) {
    const std::lock_guard lock(mutex_);
    left_.push_back({{"id", person}, {"reassignTo", successor}});
  }
  [[nodiscard]] int Questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }
  // What approval-processing knows of the present steps.
  void Knows(const json::Value& step_states) {
    const std::lock_guard lock(mutex_);
    step_states_ = json::Dump(step_states);
  }
  void Decides(Processing processing) {
    const std::lock_guard lock(mutex_);
    processing_ = std::move(processing);
  }

 private:
  http::Router Routes() {
    http::Router router(test::Believing());
    test::Serve(router, "GET", "/internal/employees",
                [this](const http::Request& request) { return PeopleOf(request); }, {"ids"});
    const auto decide = [this](const http::Request& request) {
      Processing processing;
      {
        const std::lock_guard lock(mutex_);
        processing = processing_;
      }
      return processing(request);
    };
    test::Serve(router, "GET", "/internal/leavers",
                [this](const http::Request&) {
                  const std::lock_guard lock(mutex_);
                  if (away_) return http::Response{503, "{}", "application/problem+json"};
                  return http::Response{
                      200, json::Dump({{"leavers", left_}, {"next", "0-0"}, {"more", false}})};
                },
                {"after"});
    test::Serve(router, "PUT", "/internal/moves/{request}", decide);
    test::Serve(router, "GET", "/internal/standings",
                [this](const http::Request&) {
                  const std::lock_guard lock(mutex_);
                  return http::Response{200, step_states_};
                },
                {"requests"});
    test::Serve(router, "POST", "/internal/process/{approver}/{request}", decide);
    test::Serve(router, "POST", "/internal/recalls/{requester}/{request}", decide);
    // The arbiter keeps no result.
    test::Serve(router, "POST", "/internal/results/{request}/again",
                [](const http::Request& request) {
                  const auto id = std::stoll(request.params.at("request"));
                  return http::Response{
                      200, json::Dump({{"requestId", id}, {"kept", json::Value::array()}})};
                });
    return router;
  }

  http::Response PeopleOf(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    ++questions_;
    if (away_) return {503, "{}", "application/problem+json"};
    auto people = json::Value::array();
    std::string ids = request.Query("ids").value_or("") + ",";
    for (std::size_t at = 0; at < ids.size(); at = ids.find(',', at) + 1) {
      const auto id = ParsePositive(ids.substr(at, ids.find(',', at) - at)).value_or(0);
      if (id < 1 || id > 50) continue;
      people.push_back({{"id", id},
                        {"name", "사람" + std::to_string(id)},
                        {"department", "개발팀"},
                        {"position", "과장"},
                        {"active", id != inactive_},
                        {"version", 1}});
    }
    return {200, json::Dump(people)};
  }

  mutable std::mutex mutex_;
  bool away_ = false;                        // guarded by mutex_
  std::int64_t inactive_ = 0;                // guarded by mutex_
  json::Value left_ = json::Value::array();  // guarded by mutex_
  int questions_ = 0;                        // guarded by mutex_
  Processing processing_;                    // guarded by mutex_
  std::string step_states_ = "[]";           // guarded by mutex_
  metrics::Registry registry_;
  http::Server server_;
};

class RequestDaemonTest : public testing::Test {
 protected:
  RequestDaemonTest() {
    // The topic of results belongs to approval-processing; the others to this daemon.
    kafka::EnsureTopics(brokers_,
                        kafka::WithDeadLetters(
                            {{.name = Topic("approval-results"), .partitions = 2, .config = {}}}),
                        Deadline::After(seconds(30)));
    EXPECT_EQ(Migrate().exit_code, 0);
  }

  [[nodiscard]] std::string Topic(const std::string& name) const { return prefix_ + name; }

  [[nodiscard]] support::Environment Environment() const {
    return {{"MONGO_URI", support::Required("TEST_MONGO_URI")},
            {"MONGO_DATABASE", database_.name},
            {"KAFKA_BROKERS", brokers_.addresses},
            {"KAFKA_USER", brokers_.user},
            {"KAFKA_PASSWORD", brokers_.password},
            {"KAFKA_TOPIC_PREFIX", prefix_},
            {"KAFKA_PARTITIONS", "2"},
            {"FORMS_DIR", (support::SourceDir() / "proto/forms").string()},
            {"EMPLOYEE_URL", stand_in_.Url()},
            {"PROCESSING_URL", stand_in_.Url()}};
  }

  [[nodiscard]] support::Finished Migrate() const {
    return support::RunToEnd(
        {.name = "approval-request", .environment = Environment(), .arguments = {"--migrate"}});
  }

  // `program` may also be the one whose failpoints are real.
  [[nodiscard]] std::unique_ptr<support::Daemon> Launch(
      const support::Environment& changes = {},
      const std::string& program = "approval-request") const {
    auto environment = Environment();
    for (const auto& [name, value] : changes) environment[name] = value;
    return std::make_unique<support::Daemon>(
        support::DaemonOptions{.name = program, .environment = environment});
  }
  [[nodiscard]] std::unique_ptr<support::Daemon> LaunchReady(
      const support::Environment& changes = {},
      const std::string& program = "approval-request") const {
    auto daemon = Launch(changes, program);
    daemon->WaitReady();
    return daemon;
  }
  // Of the build in which faults can be asked for, under the name of the group's first member.
  [[nodiscard]] std::unique_ptr<support::Daemon> LaunchFaulty(const std::string& failpoints) const {
    auto daemon = Launch({{"FAILPOINTS", failpoints}, {"KAFKA_INSTANCE_ID", "request-0"}},
                         "faulty/approval-request");
    daemon->WaitReady();
    return daemon;
  }

  [[nodiscard]] std::unique_ptr<TopicReader> Read(const std::string& topic) {
    return std::make_unique<TopicReader>(brokers_, Topic(topic), producer_, registry_);
  }

  static std::string Body(const std::vector<std::int64_t>& approvers,
                          std::int64_t drafter = 3,
                          const json::Value& changes = json::Value::object()) {
    json::Value body{{"requesterId", drafter}, {"title", "장비 구매"}, {"content", "서버 2대"}};
    for (std::size_t i = 0; i < approvers.size(); ++i) {
      body["steps"].push_back({{"step", i + 1}, {"approverId", approvers[i]}});
    }
    body.update(changes);
    return json::Dump(body);
  }

  static support::HttpAnswer Post(const support::Daemon& daemon,
                                  const std::string& body,
                                  const std::string& key = "") {
    support::HttpHeaders headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    return support::Send("POST", daemon.Url("/approvals"), body, headers);
  }

  static std::int64_t Submit(const support::Daemon& daemon,
                             const std::vector<std::int64_t>& approvers) {
    const auto answer = Post(daemon, Body(approvers));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::Value::parse(answer.body).value("requestId", std::int64_t{0});
  }

  // A document that stays `submitting`: nobody answers for its leave here. A result of its round
  // waits on the bus until that has begun.
  static std::int64_t SubmitUnreserved(const support::Daemon& daemon, std::int64_t approver) {
    auto body = json::Value::parse(Body({approver}));
    body["type"] = "ANNUAL_LEAVE";
    body["leaveDays"] = 1;
    const auto answer = Post(daemon, json::Dump(body));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::Value::parse(answer.body).value("requestId", std::int64_t{0});
  }

  static json::Value Get(const support::Daemon& daemon, const std::string& path) {
    const auto answer = support::Send("GET", daemon.Url(path));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Value::parse(answer.body);
  }
  static json::Value DocumentOf(const support::Daemon& daemon, std::int64_t request) {
    return Get(daemon, "/approvals/" + std::to_string(request));
  }
  static bool Becomes(const support::Daemon& daemon,
                      std::int64_t request,
                      const std::string& member,
                      const json::Value& value) {
    return support::Eventually(seconds(20),
                               [&] { return DocumentOf(daemon, request)[member] == value; });
  }

  // The result that approval-processing would send for the document as it is now.
  static json::Value Decision(const json::Value& document, std::int64_t n, bool approved) {
    const auto step = document["steps"][static_cast<std::size_t>(n) - 1];
    return {{"requestId", document["requestId"]},
            {"round", 1},
            {"step", step["step"]},
            {"attempt", 1},
            {"n", n},
            {"decisionId", "decision:" + std::to_string(n)},
            {"approverId", step["approverId"]},
            {"status", approved ? "approved" : "rejected"},
            {"contentHash", document["contentHash"]},
            {"decidedAt", "2026-11-21T01:06:00.310Z"}};
  }
  static json::Value Recall(const json::Value& document, std::int64_t n = 1) {
    return {{"requestId", document["requestId"]},
            {"round", 1},
            {"step", 1},
            {"attempt", 1},
            {"n", n},
            {"recallId", "recall:" + std::to_string(n)},
            {"requesterId", document["requesterId"]},
            {"comment", "날짜를 잘못 적었습니다"},
            {"contentHash", document["contentHash"]},
            {"recalledAt", "2026-11-21T01:04:00.310Z"}};
  }
  void Send(const json::Value& decision, const std::string& type = "approval.step-decided") {
    kafka::Record record;
    record.topic = Topic("approval-results");
    record.key = decision.value("requestId", json::Value(0)).dump();
    record.value = json::Dump(decision);
    record.headers = {{"ce_type", type},
                      {"ce_id", decision.value("decisionId", decision.value("recallId", "none"))},
                      {"traceparent", kTraceparent}};
    producer_.ProduceAndWait(record, Deadline::After(seconds(20)));
  }

  static double Metric(const support::Daemon& daemon, const std::string& line) {
    const auto text = support::Send("GET", daemon.OperatorUrl("/metrics")).body;
    const auto at = text.find("\n" + line + " ");
    return at == std::string::npos ? 0 : std::stod(text.substr(at + line.size() + 2));
  }

  static constexpr const char* kTraceparent =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  const std::string prefix_ = support::RandomName("request-test-") + ".";
  const Brokers brokers_ = support::TestBrokers();
  mutable mongo::test::MongoDatabase database_{8};
  metrics::Registry registry_;
  StandIn stand_in_;
  kafka::Producer producer_{{.brokers = brokers_, .client_id = "request-test"}, registry_};
};

}  // namespace erp::approval_request
