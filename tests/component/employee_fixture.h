// The employee daemon on a database of its own, reached through a gate.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"
#include "json/json.h"
#include "support/brokers.h"
#include "support/daemon.h"
#include "support/environment.h"
#include "support/gate.h"
#include "support/http.h"
#include "support/mysql_database.h"
#include "support/stand_in.h"

namespace erp::employee {

using json::Value;
using test::Daemon;
using test::HttpAnswer;
using test::HttpHeaders;
using testing::HasSubstr;

// A request that is refused, and how.
struct Refusal {
  std::string method;
  std::string path;
  std::string body;
  int status;
  std::string code;
};

// approval-request's internal port: what waits for people, as the test has put it there.
class WorkStandIn {
 public:
  WorkStandIn() : server_({.name = "stand-in", .threads = 4}, Routes(), registry_) {
    server_.Start();
  }
  void Waits(std::int64_t person, const Value& work) {
    const std::lock_guard lock(mutex_);
    waiting_[person] = work;
  }
  void GoAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port());
  }

 private:
  http::Router Routes() {
    http::Router router(test::Believing());
    test::Serve(router, "GET", "/internal/waiting/{id}", [this](const http::Request& request) {
      const std::lock_guard lock(mutex_);
      if (away_) return http::Response{503, "{}", "application/problem+json"};
      const auto found = waiting_.find(std::stoll(request.params.at("id")));
      if (found != waiting_.end()) return http::Response{200, json::Dump(found->second)};
      return http::Response{200, json::Dump({{"open", 0},
                                             {"later", 0},
                                             {"drafted", 0},
                                             {"more", false},
                                             {"documents", Value::array()}})};
    });
    return router;
  }

  std::mutex mutex_;
  std::map<std::int64_t, Value> waiting_;  // guarded by mutex_
  bool away_ = false;                      // guarded by mutex_
  metrics::Registry registry_;
  http::Server server_;
};

class EmployeeDaemon : public testing::Test {
 protected:
  EmployeeDaemon() : gate_(test::MysqlServer().host, test::MysqlServer().port) {}

  // The database is reached through the gate.
  test::Environment Environment() {
    auto environment = database_.environment();
    environment["MYSQL_HOST"] = "127.0.0.1";
    environment["MYSQL_PORT"] = std::to_string(gate_.port());
    environment["REQUEST_URL"] = work_.url();
    environment["KAFKA_BROKERS"] = brokers_.addresses;
    environment["KAFKA_USER"] = brokers_.user;
    environment["KAFKA_PASSWORD"] = brokers_.password;
    environment["KAFKA_TOPIC_PREFIX"] = prefix_;
    return environment;
  }

  void Migrate() {
    const auto finished = test::RunToEnd(
        {.name = "employee", .environment = Environment(), .arguments = {"--migrate"}});
    ASSERT_EQ(finished.exit_code, 0) << finished.output;
  }

  void Start() { StartWith({}); }

  // With other settings.
  void StartWith(const test::Environment& settings) {
    Migrate();
    auto environment = Environment();
    for (const auto& [name, value] : settings) environment[name] = value;
    daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = environment});
    daemon_->WaitReady();
  }

  // A daemon that fails in the named places (common/failpoint.h).
  void StartFaulty(const std::string& failpoints) {
    Migrate();
    auto environment = Environment();
    environment["FAILPOINTS"] = failpoints;
    daemon_.emplace(
        test::DaemonOptions{.name = "faulty/employee", .environment = std::move(environment)});
    daemon_->WaitReady();
  }

  HttpAnswer Call(const std::string& method,
                  const std::string& path,
                  const std::string& body = "",
                  const HttpHeaders& headers = {}) {
    return test::Send(method, daemon_->Url(path), body, headers);
  }

  // An operation as another service sends it.
  HttpAnswer PutOperation(const std::string& id, const std::string& body) {
    return test::Send("PUT", daemon_->OperatorUrl("/internal/leave-ops/" + id), body);
  }
  HttpAnswer PutOperation(const std::string& id,
                          std::int64_t employee,
                          const std::string& kind,
                          std::int64_t minutes,
                          const std::string& source) {
    return PutOperation(
        id,
        json::Dump(
            {{"employeeId", employee}, {"kind", kind}, {"minutes", minutes}, {"source", source}}));
  }

  Value Get(const std::string& path) {
    const auto answer = Call("GET", path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return Body(answer);
  }

  static Value Body(const HttpAnswer& answer) { return json::Parse(answer.body).value(); }

  std::int64_t Hire(const std::string& name = "김철수",
                    const std::string& department = "개발팀",
                    const std::string& position = "과장") {
    const auto answer =
        Call("POST", "/employees",
             json::Dump({{"name", name}, {"department", department}, {"position", position}}));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return Body(answer)["id"].get<std::int64_t>();
  }

  // A refusal is problem+json with this status and code.
  static void ExpectProblem(const HttpAnswer& answer, int status, const std::string& code) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
    const auto problem = Body(answer);
    EXPECT_EQ(problem.value("status", 0), status);
    EXPECT_EQ(problem.value("code", ""), code) << answer.body;
    EXPECT_TRUE(problem.contains("traceId") && problem.contains("title"));
  }

  std::string Metrics() { return test::Send("GET", daemon_->OperatorUrl("/metrics")).body; }

  const Brokers brokers_ = test::TestBrokers();
  const std::string prefix_ = test::RandomName("test-people-") + "-";
  test::MysqlDatabase database_;
  WorkStandIn work_;
  test::Gate gate_;
  std::optional<Daemon> daemon_;
};

}  // namespace erp::employee
