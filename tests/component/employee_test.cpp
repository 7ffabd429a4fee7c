// The routes of the employee daemon as it is delivered: its binary, the real database.
#include <cctype>
#include <set>
#include <sstream>

#include "component/employee_fixture.h"
#include "support/environment.h"

namespace erp::employee {
namespace {

using std::chrono::seconds;

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

TEST_F(EmployeeDaemon, TakesItsOwnAnswerBackAndALoneMember) {
  Start();
  Hire();
  const auto own = Call("GET", "/employees/1").body;
  auto answer = Call("PUT", "/employees/1", own);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, own);
  answer = Call("PUT", "/employees/1", R"({"name":"김영희"})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(Body(answer)["name"], "김영희");
  EXPECT_EQ(Body(answer)["department"], "개발팀");
  // Read at version 1: it would take the new name back.
  answer = Call("PUT", "/employees/1", own);
  ExpectProblem(answer, 400, "invalid-body");
  EXPECT_EQ(Body(answer)["errors"][0]["pointer"], "/version");
  EXPECT_EQ(Get("/employees/1")["name"], "김영희");
}

TEST_F(EmployeeDaemon, TheSameDepartmentIsTheSameInWhateverFormItIsTyped) {
  Start();
  const std::string decomposed = "\u1100\u1162\u1107\u1161\u11AF\u1110\u1175\u11B7";  // 개발팀
  Hire("김철수", "개발팀");
  Hire("이영희", decomposed);
  const std::string encoded =
      "%E1%84%80%E1%85%A2%E1%84%87%E1%85%A1%E1%86%AF%E1%84%90%E1%85%B5%E1%86%B7";
  EXPECT_EQ(Get("/employees?department=%EA%B0%9C%EB%B0%9C%ED%8C%80").size(), 2U);
  EXPECT_EQ(Get("/employees?department=" + encoded).size(), 2U);
  EXPECT_EQ(Get("/employees/team?department=" + encoded).size(), 2U);
  EXPECT_EQ(Get("/employees/2")["department"], "개발팀");
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "\u1112\u1161\u11AB";  // 한
  Hire(hundred);
}

TEST_F(EmployeeDaemon, ARingOfManagersIsRefusedAndNamed) {
  Start();
  for (int i = 0; i < 3; ++i) Hire();
  EXPECT_EQ(Call("PUT", "/employees/1", R"({"managerId":2})").status, 200);
  EXPECT_EQ(Call("PUT", "/employees/2", R"({"managerId":3})").status, 200);
  const auto refused = Call("PUT", "/employees/3", R"({"managerId":1})");
  ExpectProblem(refused, 409, "manager-ring");
  EXPECT_EQ(Body(refused)["ring"], json::Parse("[3,1,2]").value());
  EXPECT_THAT(Body(refused)["detail"].get<std::string>(), HasSubstr("3 → 1 → 2 → 3"));
  EXPECT_TRUE(Get("/employees/3")["managerId"].is_null());
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

TEST_F(EmployeeDaemon, AKeyBelongsToWhoUsedIt) {
  Start();
  const HttpHeaders key{{"Idempotency-Key", "k"}};
  const std::string body = R"({"name":"김철수","department":"개발팀","position":"과장"})";
  EXPECT_EQ(Call("POST", "/employees?actorId=3", body, key).body, R"({"id":1})");
  EXPECT_EQ(Call("POST", "/employees?actorId=4", body, key).body, R"({"id":2})");
  EXPECT_EQ(Call("POST", "/employees?actorId=3", body, key).body, R"({"id":1})");
  for (const char* actor : {"3", "4"}) {
    const auto adjusted = Call("PUT", std::string("/employees/1/leave-balance?actorId=") + actor,
                               R"({"adjustment":1})", key);
    EXPECT_EQ(adjusted.status, 200) << adjusted.body;
    const auto deducted = Call("POST", std::string("/employees/1/deduct-leave?actorId=") + actor,
                               R"({"days":0.5})", key);
    EXPECT_EQ(deducted.status, 200) << deducted.body;
  }
  EXPECT_EQ(Get("/employees/1/leave-balance")["remainingLeave"], 16);
  ExpectProblem(Call("POST", "/employees?actorId=x", body), 400, "invalid-query");
  ExpectProblem(Call("POST", "/employees?actor=3", body), 400, "invalid-query");
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
      {"PUT", "/employees/1", R"({"name":"\u3000\u3000"})", 400, "invalid-body"},
      {"PUT", "/employees/1", R"({"department":"a\u202eb"})", 400, "invalid-body"},
      {"PUT", "/employees/1", R"({"position":null})", 400, "invalid-body"},
      {"PUT", "/employees/1", R"({"annualLeaveBalance":99})", 400, "invalid-body"},
      {"PUT", "/employees/1", "{}", 400, "invalid-body"},
      {"PUT", "/employees/1", R"({"department":"b","position":"c","managerId":1})", 400,
       "invalid-body"},
      {"PUT", "/employees/9", R"({"department":"b","position":"c"})", 404, "employee-not-found"},
      {"GET", "/employees/9", "", 404, "employee-not-found"},
      {"GET", "/employees/0", "", 404, "not-found"},
      {"GET", "/employees/-1", "", 404, "not-found"},
      {"GET", "/employees/1.0", "", 404, "not-found"},
      {"GET", "/employees/99999999999999999999", "", 404, "not-found"},
      {"DELETE", "/employees/9", "", 404, "employee-not-found"},
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
      "position":"과장","managerId":null,"active":true,"version":1},{"id":2,"name":"이영희","department":"인사팀",
      "position":"부장","managerId":null,"active":false,"version":2}])")
                        .value());
  EXPECT_EQ(test::Send("GET", daemon_->OperatorUrl("/internal/employees?ids=")).status, 400);
  EXPECT_EQ(test::Send("GET", daemon_->OperatorUrl("/internal/employees")).status, 400);
}

// The route lines of the contracts: two spaces before a path, four before a method.
std::set<std::string> SpecifiedRoutes() {
  std::set<std::string> routes;
  for (const char* contract : {"proto/http/employee.yaml", "proto/http/earlier/employee.yaml",
                               "proto/http/internal/employee.yaml"}) {
    std::istringstream lines(test::ReadFile(test::SourceDir() / contract));
    std::string path;
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("  /", 0) == 0) path = line.substr(2, line.size() - 3);
      for (const std::string method : {"get", "put", "post", "delete"}) {
        if (line == "    " + method + ":") routes.insert(method + " " + path);
      }
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

TEST_F(EmployeeDaemon, WhatWaitsForSomebodyIsListedAndNobodyLeaves) {
  Start();
  const auto id = Hire();
  const auto successor = Hire("박민수");
  const auto path = "/employees/" + std::to_string(id);
  work_.Waits(id, {{"open", 1},
                   {"later", 1},
                   {"drafted", 0},
                   {"more", false},
                   {"documents",
                    {{{"requestId", 41},
                      {"title", "장비"},
                      {"requesterId", successor},
                      {"as", "open"},
                      {"step", 2}},
                     {{"requestId", 42},
                      {"title", "휴가"},
                      {"requesterId", 77},
                      {"as", "later"},
                      {"step", 3}}}}});
  const auto refused = Call("DELETE", path);
  ExpectProblem(refused, 409, "work-waits");
  EXPECT_EQ(Body(refused)["open"], 1);
  EXPECT_EQ(Body(refused)["later"], 1);
  EXPECT_EQ(Body(refused)["documents"][0]["requestId"], 41);
  EXPECT_EQ(Get(path)["active"], true);
  const auto left = Call("DELETE", path + "?reassignTo=" + std::to_string(successor));
  ASSERT_EQ(left.status, 200) << left.body;
  EXPECT_EQ(Body(left)["reassignTo"], successor);
  EXPECT_EQ(Body(left)["standIn"], Value::array({41})) << "the successor's own document";
  EXPECT_EQ(Get(path)["active"], false);
  const auto leavers =
      Body(test::Send("GET", daemon_->OperatorUrl("/internal/leavers")))["leavers"];
  ASSERT_EQ(leavers.size(), 1U);
  EXPECT_EQ(leavers[0]["id"], id);
  EXPECT_EQ(leavers[0]["reassignTo"], successor);
}

TEST_F(EmployeeDaemon, WhileApprovalRequestIsAwayNobodyLeaves) {
  Start();
  const auto path = "/employees/" + std::to_string(Hire());
  work_.GoAway(true);
  const auto refused = Call("DELETE", path);
  ExpectProblem(refused, 503, "unavailable");
  EXPECT_TRUE(refused.Header("retry-after"));
  EXPECT_EQ(Get(path)["active"], true);
  work_.GoAway(false);
  EXPECT_EQ(Call("DELETE", path).status, 204);
  work_.GoAway(true);
  EXPECT_EQ(Call("DELETE", path).status, 204) << "a repeat asks nobody";
}

TEST_F(EmployeeDaemon, ASuccessorMustBeAnActiveSomebodyElse) {
  Start();
  const auto id = std::to_string(Hire());
  for (const auto& successor : {id, std::string("999999"), std::string("x"), std::string("0")}) {
    ExpectProblem(Call("DELETE", "/employees/" + id + "?reassignTo=" + successor), 400,
                  "invalid-query");
  }
  EXPECT_EQ(Get("/employees/" + id)["active"], true);
}

}  // namespace
}  // namespace erp::employee
