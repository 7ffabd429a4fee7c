// The routes of the organisation, on the daemon as it is delivered.
#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

TEST_F(EmployeeDaemon, DepartmentsAreATreeThatPeopleAreIn) {
  Start();
  auto answer = Call("POST", "/departments", R"({"name":"본사"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.Header("location"), "departments/1");
  // In letters, as a Mac writes it: the same name.
  answer = Call("POST", "/departments",
                json::Dump({{"name", "\u1100\u1162\u1107\u1161\u11AF\u1110\u1175\u11B7"},
                            {"parentId", 1},
                            {"order", 10}}));
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(Body(answer)["name"], "개발팀");
  EXPECT_EQ(Hire(), 1);
  const auto person = Get("/employees/1");
  EXPECT_EQ(person["departmentId"], 2) << "the one of that name, not another at the root";
  EXPECT_EQ(Call("PUT", "/departments/2", R"({"headId":1})", {{"If-Match", "\"1\""}}).status, 200);

  const auto tree = Get("/departments/tree");
  ASSERT_EQ(tree.size(), 1U);
  EXPECT_EQ(tree[0]["name"], "본사");
  EXPECT_EQ(tree[0]["children"][0]["headId"], 1);
  ExpectProblem(Call("PUT", "/departments/1", R"({"parentId":2})"), 409, "department-ring");
  ExpectProblem(Call("PUT", "/departments/2", R"({"active":false})"), 409, "department-in-use");
  ExpectProblem(Call("POST", "/departments", R"({"name":"본사"})"), 409, "department-exists");
  ExpectProblem(Call("PUT", "/departments/2", R"({"order":5})", {{"If-Match", "\"1\""}}), 412,
                "version-mismatch");
  ExpectProblem(Call("GET", "/departments/9"), 404, "department-not-found");

  answer = Call("GET", "/departments?limit=1");
  EXPECT_EQ(Body(answer)[0]["id"], 2);
  EXPECT_THAT(answer.Header("link").value_or(""), HasSubstr("cursor=2"));
  EXPECT_EQ(Get("/departments?limit=1&cursor=2")[0]["id"], 1);
  EXPECT_EQ(Get("/departments?parentId=1").size(), 1U);
}

TEST_F(EmployeeDaemon, PositionsHaveAnOrder) {
  Start();
  const auto positions = Get("/positions");
  ASSERT_GE(positions.size(), 7U);
  EXPECT_EQ(positions[0]["name"], "사원");
  EXPECT_EQ(positions[6]["name"], "임원");
  ExpectProblem(Call("POST", "/positions", R"({"name":"사원","order":1})"), 409, "position-exists");
  EXPECT_EQ(Call("POST", "/positions", R"({"name":"수석","order":5})").status, 201);
  EXPECT_EQ(Get("/positions")[0]["name"], "수석");
  ExpectProblem(Call("PUT", "/positions/999", R"({"order":1})"), 404, "position-not-found");
}

TEST_F(EmployeeDaemon, ALineIsResolvedByRulesInOrder) {
  Start();
  Hire("이영희");
  Hire();
  ASSERT_EQ(Call("PUT", "/employees/2", R"({"managerId":1})").status, 200);
  const auto line = [&](const std::string& rules) {
    return Call("POST", "/organisation/resolve", R"({"employeeId":2,"rules":[)" + rules + "]}");
  };
  auto answer = line(R"({"kind":"manager","level":2},{"kind":"manager"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(Body(answer)["employeeId"], 1);
  EXPECT_EQ(Body(answer)["name"], "이영희");
  EXPECT_EQ(Body(answer)["rule"], 1);
  EXPECT_EQ(Body(answer)["before"][0]["why"], "no-manager");
  answer = line(R"({"kind":"role","role":"hr"})");
  ExpectProblem(answer, 409, "nobody-resolved");
  EXPECT_EQ(Body(answer)["errors"][0]["pointer"], "/rules/0");
  EXPECT_EQ(Call("PUT", "/employees/1/roles", R"({"roles":["hr"]})").status, 200);
  EXPECT_EQ(line(R"({"kind":"role","role":"hr"})").status, 200);
  EXPECT_EQ(Get("/employees/1/roles")["roles"], json::Parse(R"(["employee","hr"])").value());
  for (const auto* wrong :
       {R"({"kind":"boss"})", R"({"kind":"role"})", R"({"kind":"manager","level":0})",
        R"({"kind":"manager","role":"hr"})", R"({"kind":"employee"})",
        R"({"kind":"department-head","department":"a","departmentId":1})"}) {
    ExpectProblem(line(wrong), 400, "invalid-body");
  }
  answer = test::Send("POST", daemon_->OperatorUrl("/internal/organisation/resolve"),
                      R"({"employeeId":2,"rules":[{"kind":"manager"}]})");
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(EmployeeDaemon, ChangesArePlannedCanceledAndKept) {
  Start();
  Hire();
  auto answer =
      Call("POST", "/employees/1/changes", R"({"effectiveOn":"2999-01-01","position":"차장"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.Header("location"), "changes/1");
  EXPECT_EQ(Get("/employees/1")["position"], "과장");
  EXPECT_EQ(Get("/employees/1/manager?on=2999-02-01")["position"], "차장");
  EXPECT_EQ(Call("DELETE", "/employees/1/changes/1").status, 204);
  EXPECT_EQ(Call("DELETE", "/employees/1/changes/1").status, 204);
  EXPECT_EQ(Get("/employees/1/manager?on=2999-02-01")["position"], "과장");
  const auto history = Get("/employees/1/history");
  EXPECT_EQ(history["entries"].size(), 1U);
  EXPECT_EQ(history["entries"][0]["kind"], "hired");
  EXPECT_EQ(history["planned"][0]["state"], "canceled");
  ExpectProblem(Call("GET", "/employees/1/manager?on=1900-01-01"), 404, "no-history");
  ExpectProblem(Call("GET", "/employees/1/manager?on=2026-02-29"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees/1/manager?on="), 400, "invalid-query");
  ExpectProblem(Call("POST", "/employees/1/changes", R"({"effectiveOn":"2999-01-01"})"), 400,
                "invalid-body");
  ExpectProblem(
      Call("POST", "/employees/1/changes", R"({"effectiveOn":"2999-01-01","managerId":1})"), 400,
      "invalid-body");
}

TEST_F(EmployeeDaemon, FurtherPostsStandBesideTheMainOne) {
  Start();
  Hire();
  auto answer = Call("POST", "/employees/1/posts",
                     R"({"department":"신사업팀","position":"차장","title":"팀장"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto posts = Get("/employees/1/posts");
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0]["main"], true);
  EXPECT_EQ(posts[1]["title"], "팀장");
  EXPECT_EQ(Call("DELETE", "/employees/1/posts/1").status, 204);
  EXPECT_EQ(Get("/employees/1/posts").size(), 1U);
  ExpectProblem(Call("DELETE", "/employees/1/posts/7"), 404, "post-not-found");
}

}  // namespace
}  // namespace erp::employee
