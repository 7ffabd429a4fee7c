// How the employee daemon starts, stops, and lives with a database that goes away.
#include <algorithm>
#include <thread>

#include "component/employee_fixture.h"
#include "support/environment.h"

namespace erp::employee {
namespace {

using std::chrono::seconds;

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

TEST_F(EmployeeDaemon, FinishesRunningRequestsWhenItIsStopped) {
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

TEST_F(EmployeeDaemon, MigrationSaysWhatItDidInOneLine) {
  const auto migrate = [&] {
    return test::RunToEnd(
        {.name = "employee", .environment = Environment(), .arguments = {"--migrate"}});
  };
  const auto first = migrate();
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_THAT(first.output,
              testing::MatchesRegex("employee: migrated: schema [0-9]+, applied 1, 2, [^\n]+\n"));
  database_.session().RunScript(
      "INSERT INTO employees (name, department, position, active, version, created_at, updated_at) "
      "VALUES ('a ', 'b', 'c', 1, 1, NOW(3), NOW(3)), ('', 'b', 'c', 1, 1, NOW(3), NOW(3))");
  EXPECT_THAT(migrate().output,
              testing::MatchesRegex("employee: migrated: schema [0-9]+, nothing to apply; texts of "
                                    "1 people are in normal form now; 2 people were put into "
                                    "departments; to be corrected by hand, "
                                    "they break today's rules: people 2; topics are there\n"));
}

TEST_F(EmployeeDaemon, MigrationWithAForeignPasswordSaysWhatToDo) {
  auto environment = Environment();
  environment["MYSQL_PASSWORD"] = "another";
  const auto finished =
      test::RunToEnd({.name = "employee", .environment = environment, .arguments = {"--migrate"}});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.output, testing::StartsWith("employee: the database server at 127.0.0.1:"));
  EXPECT_THAT(finished.output,
              HasSubstr("refuses the account '" + environment["MYSQL_USER"] + "'"));
  EXPECT_THAT(finished.output, HasSubstr("MYSQL_PASSWORD"));
  EXPECT_THAT(finished.output, HasSubstr("1045"));
  EXPECT_EQ(std::count(finished.output.begin(), finished.output.end(), '\n'), 1);
}

TEST_F(EmployeeDaemon, AJobIsRunByHandOnceForADateAndADryRunOnlySaysIt) {
  Migrate();
  auto environment = Environment();
  environment["STATUTORY_LEAVE"] = "hire-date";
  environment["OPENING_LEAVE_DAYS"] = "0";
  environment["JOB_SCHEDULE"] = "off";
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = environment});
  daemon_->WaitReady();
  ASSERT_EQ(Call("POST", "/employees",
                 R"({"name":"김","department":"개발팀","position":"사원","hiredOn":"2024-11-27"})")
                .status,
            201);
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--run-job", "statutory-grants", "--on", "2026-11-27"});
    return test::RunToEnd(
        {.name = "employee", .environment = environment, .arguments = std::move(arguments)});
  };
  const auto dry = run({"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.output;
  EXPECT_THAT(dry.output, HasSubstr("GRANT 1 7200 statutory:yearly:2\n"));
  EXPECT_EQ(Get("/employees/1/leave-balance")["totalLeave"], 0);
  EXPECT_THAT(run({}).output, HasSubstr("statutory-grants on 2026-11-27: 1 changed\n"));
  EXPECT_EQ(run({}).exit_code, 2) << "it has run";
  EXPECT_THAT(run({"--again"}).output, HasSubstr("0 changed"));
  EXPECT_EQ(run({"--often"}).exit_code, 2);
  const auto listed = Body(test::Send("GET", daemon_->OperatorUrl("/internal/jobs")));
  EXPECT_EQ(listed["jobs"], json::Parse(R"(["planned-changes","leave-recount","leave-expiry",
      "statutory-grants","leave-promotion","quest-expiry","attendance-close"])")
                                .value());
  ASSERT_EQ(listed["runs"].size(), 1U);
  EXPECT_EQ(listed["runs"][0]["state"], "done");
  EXPECT_EQ(listed["runs"][0]["changes"], 1);
  EXPECT_EQ(listed["runs"][0]["lines"][0], "GRANT 1 7200 statutory:yearly:2");
}

TEST(EmployeeCommandLine, ATimeZoneThatIsNoneIsAMistake) {
  const auto check = [](const std::string& zone) {
    return test::RunToEnd(
        {.name = "employee",
         .environment = {{"COMPANY_TZ", zone}, {"KAFKA_BROKERS", "127.0.0.1:9092"}},
         .arguments = {"--check"}});
  };
  EXPECT_EQ(check("Europe/Berlin").exit_code, 0);
  const auto wrong = check("Mars/Olympus");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.output, HasSubstr("COMPANY_TZ=Mars/Olympus is not a time zone"));
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
  EXPECT_EQ(run("--check", {{"KAFKA_BROKERS", "127.0.0.1:9092"}}).exit_code, 0);
  EXPECT_THAT(run("--check", {}).output, HasSubstr("KAFKA_BROKERS is required"));
  EXPECT_THAT(help.output, HasSubstr("--run-job NAME"));
  EXPECT_EQ(run("--check", {{"KAFKA_BROKERS", "127.0.0.1:9092"}, {"FISCAL_YEAR_START", "02-29"}})
                .exit_code,
            2);
  const auto wrong = run("--check", {{"MYSQL_PORT", "x"}, {"OPENING_LEAVE_DAYS", "-1"}});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.output, HasSubstr("MYSQL_PORT"));
  EXPECT_THAT(wrong.output, HasSubstr("OPENING_LEAVE_DAYS"));
  EXPECT_EQ(run("--check", {{"KAFKA_BROKERS", "127.0.0.1:9092"}, {"ENV", "prod"}}).exit_code, 2);
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
