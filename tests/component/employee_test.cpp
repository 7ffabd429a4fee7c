// The employee daemon as it is delivered: its binary, its routes, the real database.
#include <cctype>
#include <set>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/json.h"
#include "support/daemon.h"
#include "support/environment.h"
#include "support/gate.h"
#include "support/http.h"
#include "support/mysql_database.h"

namespace erp::employee {
namespace {

using json::Value;
using std::chrono::seconds;
using test::Daemon;
using test::HttpAnswer;
using test::HttpHeaders;
using testing::HasSubstr;

class EmployeeDaemon : public testing::Test {
 protected:
  EmployeeDaemon() : gate_(test::MysqlServer().host, test::MysqlServer().port) {}

  // The database is reached through the gate.
  test::Environment Environment() {
    auto environment = database_.environment();
    environment["MYSQL_HOST"] = "127.0.0.1";
    environment["MYSQL_PORT"] = std::to_string(gate_.port());
    return environment;
  }

  void Migrate() {
    const auto finished = test::RunToEnd(
        {.name = "employee", .environment = Environment(), .arguments = {"--migrate"}});
    ASSERT_EQ(finished.exit_code, 0) << finished.output;
  }

  void Start() {
    Migrate();
    daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = Environment()});
    daemon_->WaitReady();
  }

  HttpAnswer Call(const std::string& method,
                  const std::string& path,
                  const std::string& body = "",
                  const HttpHeaders& headers = {}) {
    return test::Send(method, daemon_->Url(path), body, headers);
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

  test::MysqlDatabase database_;
  test::Gate gate_;
  std::optional<Daemon> daemon_;
};

TEST_F(EmployeeDaemon, PeopleAreHiredReadListedChangedAndLeave) {
  Start();
  const auto hired = Call("POST", "/employees",
                          R"({"name":"이영희","department":"인사팀","position":"부장",
                              "email":"lee@example.com","hiredOn":"2013-05-02"})");
  EXPECT_EQ(hired.status, 201);
  EXPECT_EQ(hired.body, R"({"id":1})");
  EXPECT_EQ(hired.Header("location"), "employees/1");

  auto read = Call("GET", "/employees/1");
  EXPECT_EQ(read.Header("etag"), "\"1\"");
  auto person = Body(read);
  EXPECT_EQ(person["name"], "이영희");
  EXPECT_EQ(person["email"], "lee@example.com");
  EXPECT_EQ(person["department"], "인사팀");
  EXPECT_EQ(person["position"], "부장");
  EXPECT_EQ(person["annualLeaveBalance"], 15);
  EXPECT_EQ(person["attendanceCount"], 0);
  EXPECT_EQ(person["hiredOn"], "2013-05-02");
  EXPECT_EQ(person["active"], true);
  EXPECT_THAT(person["createdAt"].get<std::string>(), testing::EndsWith("Z"));

  EXPECT_EQ(Hire(), 2);
  const auto changed =
      Call("PUT", "/employees/2", R"({"department":"인사팀","position":"차장","managerId":1})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.Header("etag"), "\"2\"");
  EXPECT_EQ(Body(changed)["managerId"], 1);
  EXPECT_EQ(Body(changed)["name"], "김철수");

  const auto all = Get("/employees");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["id"], 2);
  EXPECT_EQ(Get("/employees?department=%EC%9D%B8%EC%82%AC%ED%8C%80&position=").size(), 2U);
  EXPECT_EQ(Get("/employees?department=&position=%EB%B6%80%EC%9E%A5").size(), 1U);
  EXPECT_EQ(Get("/employees/team?department=%EC%9D%B8%EC%82%AC%ED%8C%80"),
            json::Parse(R"([{"id":2,"name":"김철수","position":"차장","leaveBalance":15},
                            {"id":1,"name":"이영희","position":"부장","leaveBalance":15}])")
                .value());

  EXPECT_EQ(Call("DELETE", "/employees/1").status, 204);
  EXPECT_EQ(Call("DELETE", "/employees/1").status, 204);
  person = Get("/employees/1");
  EXPECT_EQ(person["active"], false);
  EXPECT_EQ(Get("/employees").size(), 1U);
  EXPECT_EQ(Get("/employees?includeInactive=true").size(), 2U);
  EXPECT_EQ(Get("/employees/team?department=%EC%9D%B8%EC%82%AC%ED%8C%80").size(), 1U);
  ExpectProblem(Call("PUT", "/employees/1", R"({"department":"a","position":"b"})"), 409,
                "employee-inactive");
  EXPECT_EQ(daemon_->Terminate(), 0);
}

TEST_F(EmployeeDaemon, ListsComeInPagesThatLinkToTheNext) {
  Start();
  for (int i = 0; i < 5; ++i) Hire();
  std::vector<std::int64_t> ids;
  std::string path = "/employees?limit=2&department=%EA%B0%9C%EB%B0%9C%ED%8C%80";
  while (!path.empty()) {
    const auto answer = Call("GET", path);
    for (const auto& person : Body(answer)) ids.push_back(person["id"].get<std::int64_t>());
    const auto link = answer.Header("link");
    path = link ? "/employees" + link->substr(1, link->find('>') - 1) : "";
  }
  EXPECT_THAT(ids, testing::ElementsAre(5, 4, 3, 2, 1));
}

TEST_F(EmployeeDaemon, LeaveIsAdjustedInEighthsOfADay) {
  Start();
  const auto id = std::to_string(Hire());
  const std::string path = "/employees/" + id + "/leave-balance";
  EXPECT_EQ(Get(path), json::Parse(R"({"totalLeave":15,"remainingLeave":15})").value());
  auto answer = Call("PUT", path, R"({"adjustment":-0.125,"reason":"정정"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Body(answer)["newBalance"], 14.875);
  EXPECT_TRUE(Body(answer)["message"].is_string());
  ExpectProblem(Call("PUT", path, R"({"adjustment":-15})"), 409, "leave-insufficient");
  EXPECT_EQ(Get(path)["remainingLeave"], 14.875);
  EXPECT_EQ(Get("/employees/" + id)["annualLeaveBalance"], 14.875);

  const HttpHeaders key{{"Idempotency-Key", "adjust-1"}};
  answer = Call("PUT", path, R"({"adjustment":2})", key);
  EXPECT_EQ(answer.Header("idempotency-replayed"), std::nullopt);
  answer = Call("PUT", path, R"({"adjustment":2})", key);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer)["newBalance"], 16.875);
  ExpectProblem(Call("PUT", path, R"({"adjustment":3})", key), 422, "idempotency-key-reused");
  EXPECT_EQ(Get(path)["remainingLeave"], 16.875);

  const auto metrics = Metrics();
  EXPECT_THAT(metrics,
              HasSubstr("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"applied\"} 2\n"));
  EXPECT_THAT(metrics,
              HasSubstr("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"refused\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("mysql_pool_in_use 0\n"));
}

TEST_F(EmployeeDaemon, CreationIsIdempotentByKey) {
  Start();
  const std::string body = R"({"name":"김철수","department":"개발팀","position":"과장"})";
  const HttpHeaders key{{"Idempotency-Key", "hire-1"}};
  EXPECT_EQ(Call("POST", "/employees", body, key).body, R"({"id":1})");
  const auto repeated = Call("POST", "/employees", body, key);
  EXPECT_EQ(repeated.status, 201);
  EXPECT_EQ(repeated.body, R"({"id":1})");
  EXPECT_EQ(repeated.Header("location"), "employees/1");
  EXPECT_EQ(repeated.Header("idempotency-replayed"), "true");
  ExpectProblem(Call("POST", "/employees",
                     R"({"name":"김철수","department":"개발팀","position":"차장"})", key),
                422, "idempotency-key-reused");
  ExpectProblem(Call("POST", "/employees", body, {{"Idempotency-Key", "two words"}}), 400,
                "invalid-header");
  EXPECT_EQ(Get("/employees").size(), 1U);
}

TEST_F(EmployeeDaemon, ChangesOfAnOldVersionAreRefused) {
  Start();
  Hire();
  const std::string body = R"({"department":"인사팀","position":"차장"})";
  const HttpHeaders first{{"If-Match", "\"1\""}};
  EXPECT_EQ(Call("PUT", "/employees/1", body, first).status, 200);
  ExpectProblem(Call("PUT", "/employees/1", R"({"department":"x","position":"y"})", first), 412,
                "version-mismatch");
  ExpectProblem(Call("DELETE", "/employees/1", "", first), 412, "version-mismatch");
  ExpectProblem(Call("PUT", "/employees/1", body, {{"If-Match", "one"}}), 400, "invalid-header");
  EXPECT_EQ(Call("DELETE", "/employees/1", "", {{"If-Match", "\"2\""}}).status, 204);
}

struct Refusal {
  std::string method;
  std::string path;
  std::string body;
  int status;
  std::string code;
};

TEST_F(EmployeeDaemon, RefusesEverythingThatIsWrong) {
  Start();
  Hire();
  const std::string long_name(101, 'x');
  const std::vector<Refusal> refusals{
      {"POST", "/employees", "", 400, "malformed-json"},
      {"POST", "/employees", "{", 400, "malformed-json"},
      {"POST", "/employees", R"({"name":"a","name":"b"})", 400, "malformed-json"},
      {"POST", "/employees", "[]", 400, "invalid-body"},
      {"POST", "/employees", "{}", 400, "invalid-body"},
      {"POST", "/employees", R"({"name":" ","department":"b","position":"c"})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":")" + long_name + R"(","department":"b","position":"c"})",
       400, "invalid-body"},
      {"POST", "/employees", R"({"name":"a\u0000","department":"b","position":"c"})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":"a\n","department":"b","position":"c"})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":"a","department":"b","position":"c","managerId":99})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":"a","department":"b","position":"c","managerId":"1"})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":"a","department":"b","position":"c","email":"x"})", 400,
       "invalid-body"},
      {"POST", "/employees", R"({"name":"a","department":"b","position":"c","wage":1})", 400,
       "invalid-body"},
      {"PUT", "/employees/1", R"({"position":"c"})", 400, "invalid-body"},
      {"PUT", "/employees/1", R"({"department":"b","position":"c","managerId":1})", 400,
       "invalid-body"},
      {"PUT", "/employees/9", R"({"department":"b","position":"c"})", 404, "employee-not-found"},
      {"GET", "/employees/9", "", 404, "employee-not-found"},
      {"GET", "/employees/0", "", 404, "not-found"},
      {"GET", "/employees/-1", "", 404, "not-found"},
      {"GET", "/employees/1.0", "", 404, "not-found"},
      {"GET", "/employees/99999999999999999999", "", 404, "not-found"},
      {"DELETE", "/employees/9", "", 404, "employee-not-found"},
      {"GET", "/employees/9/leave-balance", "", 404, "employee-not-found"},
      {"PUT", "/employees/9/leave-balance", R"({"adjustment":1})", 404, "employee-not-found"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":0})", 400, "invalid-body"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":0.3})", 400, "invalid-body"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":367})", 400, "invalid-body"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":1e308})", 400, "invalid-body"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":NaN})", 400, "malformed-json"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":"1"})", 400, "invalid-body"},
      {"GET", "/employees?departmnt=x", "", 400, "invalid-query"},
      {"GET", "/employees?limit=0", "", 400, "invalid-query"},
      {"GET", "/employees?limit=201", "", 400, "invalid-query"},
      {"GET", "/employees?cursor=x", "", 400, "invalid-query"},
      {"GET", "/employees?includeInactive=1", "", 400, "invalid-query"},
      {"GET", "/employees/team", "", 400, "invalid-query"},
      {"PATCH", "/employees/1", "{}", 405, "method-not-allowed"},
      {"DELETE", "/employees", "", 405, "method-not-allowed"},
      {"GET", "/internal/employees?ids=1", "", 404, "not-found"},
      {"GET", "/readyz", "", 404, "not-found"},
  };
  for (const auto& refusal : refusals) {
    SCOPED_TRACE(refusal.method + " " + refusal.path + " " + refusal.body);
    ExpectProblem(Call(refusal.method, refusal.path, refusal.body), refusal.status, refusal.code);
  }
  EXPECT_EQ(Call("GET", "/employees?department=%FF").status, 400);
  EXPECT_EQ(Call("POST", "/employees", "name=a", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(Call("POST", "/employees", std::string(300 * 1024, 'x')).status, 413);
  EXPECT_EQ(test::ParseAnswer(
                test::SendRaw("127.0.0.1", daemon_->http_port(), "NONSENSE\r\n\r\n", seconds(10)))
                .status,
            400);
  EXPECT_EQ(Get("/employees").size(), 1U) << "something wrong was stored";
}

TEST_F(EmployeeDaemon, OtherServicesLearnAboutManyPeopleAtOnce) {
  Start();
  Hire();
  Hire("이영희", "인사팀", "부장");
  EXPECT_EQ(Call("DELETE", "/employees/2").status, 204);
  const auto url = daemon_->OperatorUrl("/internal/employees?ids=2,1,99");
  auto people = Body(test::Send("GET", url));
  ASSERT_EQ(people.size(), 2U);
  if (people[0]["id"] == 2) std::swap(people[0], people[1]);
  EXPECT_EQ(people, json::Parse(R"([{"id":1,"name":"김철수","department":"개발팀",
      "position":"과장","active":true,"version":1},{"id":2,"name":"이영희","department":"인사팀",
      "position":"부장","active":false,"version":2}])")
                        .value());
  EXPECT_EQ(test::Send("GET", daemon_->OperatorUrl("/internal/employees?ids=")).status, 400);
  EXPECT_EQ(test::Send("GET", daemon_->OperatorUrl("/internal/employees")).status, 400);
}

// The route lines of the contract: two spaces before a path, four before a method.
std::set<std::string> SpecifiedRoutes() {
  std::set<std::string> routes;
  std::istringstream lines(test::ReadFile(test::SourceDir() / "proto/http/employee.yaml"));
  std::string path;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("  /", 0) == 0) path = line.substr(2, line.size() - 3);
    for (const std::string method : {"get", "put", "post", "delete"}) {
      if (line == "    " + method + ":") routes.insert(method + " " + path);
    }
  }
  return routes;
}

TEST_F(EmployeeDaemon, ServesExactlyTheRoutesOfItsContract) {
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = Environment()});
  ASSERT_TRUE(daemon_->WaitForReadyz(503));
  const auto served = Body(test::Send("GET", daemon_->OperatorUrl("/routes")));
  std::set<std::string> routes;
  for (const char* part : {"api", "internal"}) {
    for (const auto& route : served[part]) {
      std::string method = route["method"];
      for (char& c : method) c = static_cast<char>(std::tolower(c));
      routes.insert(method + " " + route["path"].get<std::string>());
    }
  }
  EXPECT_EQ(routes, SpecifiedRoutes());
}

TEST_F(EmployeeDaemon, IsNotReadyUntilItsSchemaIsThere) {
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = Environment()});
  ASSERT_TRUE(daemon_->WaitForReadyz(503));
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    const auto why = test::Send("GET", daemon_->OperatorUrl("/readyz")).body;
    return why.find("mysql") != std::string::npos && why.find("no schema") != std::string::npos;
  }));
  EXPECT_EQ(test::Send("GET", daemon_->OperatorUrl("/livez")).status, 200);
  ExpectProblem(Call("GET", "/employees"), 503, "unavailable");
  Migrate();
  daemon_->WaitReady();
  EXPECT_EQ(Get("/employees").size(), 0U);
}

TEST_F(EmployeeDaemon, DatabaseThatGoesAwayAndComesBack) {
  Start();
  Hire();
  gate_.Cut();
  EXPECT_TRUE(daemon_->WaitForReadyz(503));
  const auto away = Call("GET", "/employees/1");
  ExpectProblem(away, 503, "unavailable");
  EXPECT_TRUE(away.Header("retry-after").has_value());
  ExpectProblem(Call("POST", "/employees", R"({"name":"a","department":"b","position":"c"})"), 503,
                "unavailable");
  gate_.Open();
  daemon_->WaitReady();
  EXPECT_EQ(Get("/employees/1")["id"], 1);
  EXPECT_EQ(Hire(), 2);
}

TEST_F(EmployeeDaemon, DatabaseThatHangsIsNoticedAndForgottenAfterwards) {
  Start();
  Hire();
  gate_.Silence();
  EXPECT_TRUE(daemon_->WaitForReadyz(503));
  const auto started = std::chrono::steady_clock::now();
  ExpectProblem(Call("GET", "/employees/1"), 503, "unavailable");
  EXPECT_LT(std::chrono::steady_clock::now() - started, seconds(10));
  gate_.Open();
  daemon_->WaitReady();
  EXPECT_EQ(Get("/employees/1")["id"], 1);
}

TEST_F(EmployeeDaemon, StartsWhileTheDatabaseIsAway) {
  Migrate();
  gate_.Cut();
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = Environment()});
  EXPECT_TRUE(daemon_->WaitForReadyz(503));
  gate_.Open();
  daemon_->WaitReady();
  EXPECT_EQ(daemon_->Terminate(), 0);
}

TEST_F(EmployeeDaemon, FinishesRunningRequestsWhenToldToStop) {
  Start();
  std::vector<int> statuses(20);
  {
    std::vector<std::jthread> clients;
    for (auto& status : statuses) {
      clients.emplace_back([&] {
        try {
          status =
              Call("POST", "/employees", R"({"name":"a","department":"b","position":"c"})").status;
        } catch (const std::runtime_error&) {
          status = -1;  // came too late: not accepted any more
        }
      });
    }
    EXPECT_EQ(daemon_->Terminate(), 0);
  }
  const auto acknowledged = std::count(statuses.begin(), statuses.end(), 201);
  const auto stored = database_.session().Query("SELECT COUNT(*) FROM employees")[0].Integer(0);
  EXPECT_EQ(stored, acknowledged);
}

TEST_F(EmployeeDaemon, MigrationsMayRaceAndRepeat) {
  std::vector<int> exit_codes(3, -1);
  {
    std::vector<std::jthread> replicas;
    for (auto& exit_code : exit_codes) {
      replicas.emplace_back([&] {
        exit_code =
            test::RunToEnd(
                {.name = "employee", .environment = Environment(), .arguments = {"--migrate"}})
                .exit_code;
      });
    }
  }
  EXPECT_THAT(exit_codes, testing::Each(0));
  Migrate();
}

TEST_F(EmployeeDaemon, MigrationWithoutADatabaseServerFailsWithOneLine) {
  gate_.Cut();
  const auto finished = test::RunToEnd(
      {.name = "employee", .environment = Environment(), .arguments = {"--migrate"}});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.output, HasSubstr("employee: mysql"));
}

TEST(EmployeeCommandLine, ChecksItsConfiguration) {
  const auto run = [](const std::string& argument, test::Environment environment) {
    return test::RunToEnd(
        {.name = "employee", .environment = std::move(environment), .arguments = {argument}});
  };
  const auto help = run("--help", {});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* name : {"MYSQL_HOST", "MYSQL_POOL_SIZE", "OPENING_LEAVE_DAYS", "HTTP_PORT"}) {
    EXPECT_THAT(help.output, HasSubstr(name));
  }
  EXPECT_EQ(run("--version", {}).exit_code, 0);
  EXPECT_EQ(run("--check", {}).exit_code, 0);
  const auto wrong = run("--check", {{"MYSQL_PORT", "x"}, {"OPENING_LEAVE_DAYS", "-1"}});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.output, HasSubstr("MYSQL_PORT"));
  EXPECT_THAT(wrong.output, HasSubstr("OPENING_LEAVE_DAYS"));
  EXPECT_EQ(run("--check", {{"ENV", "prod"}}).exit_code, 2);
}

TEST_F(EmployeeDaemon, TakenPortIsFatalAndNamed) {
  Start();
  auto environment = Environment();
  environment["HTTP_PORT"] = std::to_string(daemon_->http_port());
  const auto second =
      test::RunToEnd({.name = "employee", .environment = std::move(environment)}, seconds(20));
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.output, HasSubstr(std::to_string(daemon_->http_port())));
}

}  // namespace
}  // namespace erp::employee
