// The real daemon beside the real employee daemon, which may be away and come back.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "component/request_fixture.h"
#include "support/mysql_database.h"

namespace erp::approval_request {

class LeaveDaemons : public RequestDaemonTest {
 protected:
  LeaveDaemons() {
    ports_ = {{"HTTP_PORT", std::to_string(support::FreePort())},
              {"OPERATOR_PORT", std::to_string(support::FreePort())}};
    EXPECT_EQ(support::RunToEnd(
                  {.name = "employee", .environment = OfEmployee(), .arguments = {"--migrate"}})
                  .exit_code,
              0);
    StartEmployee();
    for (int i = 0; i < 3; ++i) Hire();
  }

  support::Environment OfEmployee() {
    auto environment = mysql_.environment();
    environment["KAFKA_BROKERS"] = brokers_.addresses;
    environment["KAFKA_USER"] = brokers_.user;
    environment["KAFKA_PASSWORD"] = brokers_.password;
    environment["KAFKA_TOPIC_PREFIX"] = prefix_;
    return environment;
  }
  void StartEmployee() {
    auto environment = OfEmployee();
    environment.insert(ports_.begin(), ports_.end());
    employee_.emplace(support::DaemonOptions{.name = "employee", .environment = environment});
    employee_->WaitReady();
  }
  void StopEmployee() { employee_.reset(); }
  void Hire() {
    const auto answer = support::Send(
        "POST", employee_->Url("/employees"),
        json::Dump({{"name", "김민수"}, {"department", "개발팀"}, {"position", "과장"}}));
    ASSERT_EQ(answer.status, 201) << answer.body;
  }

  // Person 1 drafts, 2 and then 3 decide.
  static std::string LeaveBody(double days, const std::vector<std::int64_t>& approvers = {2, 3}) {
    return Body(approvers, 1, {{"type", "ANNUAL_LEAVE"}, {"leaveDays", days}});
  }
  std::unique_ptr<support::Daemon> LaunchWithEmployee(const std::string& failpoints = "") {
    return LaunchReady({{"EMPLOYEE_URL", EmployeeUrl()}, {"FAILPOINTS", failpoints}},
                       failpoints.empty() ? "approval-request" : "faulty/approval-request");
  }
  std::string EmployeeUrl() const { return "http://127.0.0.1:" + ports_.at("OPERATOR_PORT"); }
  // Everybody is known afterwards, so that documents can be submitted while employee is away.
  void KnowEverybody(const support::Daemon& daemon) {
    ASSERT_EQ(Post(daemon, Body({2, 3}, 1)).status, 201);
  }

  json::Value Balance() { return Get(*employee_, "/employees/1/leave-balance"); }
  bool BalanceBecomes(double used, double pending) {
    return support::Eventually(seconds(20), [&] {
      const auto balance = Balance();
      return balance["usedLeave"] == used && balance["pendingLeave"] == pending;
    });
  }
  static std::int64_t IdOf(const support::HttpAnswer& answer) {
    return json::Value::parse(answer.body).value("requestId", std::int64_t{0});
  }
  support::MysqlDatabase mysql_;
  support::Environment ports_;
  std::optional<support::Daemon> employee_;
};

}  // namespace erp::approval_request
