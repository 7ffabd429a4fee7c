// The people file over HTTP, on the daemon as it is delivered.
#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class PeopleFileRoutes : public EmployeeDaemon {
 protected:
  HttpAnswer Import(const std::string& text, const std::string& query, HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "text/csv; charset=utf-8");
    return Call("POST", "/employees/import" + query, text, headers);
  }
};

constexpr const char* kFile =
    "사번,이름,부서,직위,관리자사번\r\nE2,김철수,본사/개발팀,과장,E1\r\nE1,이영희,본사,부장,\r\n";

TEST_F(PeopleFileRoutes, AFileIsTriedEnteredAndFoundUnchanged) {
  Start();
  auto answer = Import(kFile, "");
  ASSERT_EQ(answer.status, 200) << answer.body;
  auto outcome = Body(answer);
  EXPECT_EQ(outcome["dryRun"], true) << "unless it is asked for, nothing changes";
  EXPECT_EQ(outcome["problemCount"], 2);
  EXPECT_EQ(outcome["problems"][0]["row"], 2);
  EXPECT_EQ(outcome["problems"][0]["column"], "department");
  EXPECT_EQ(outcome["problems"][0]["code"], "department-not-found");
  EXPECT_EQ(outcome["problems"][0]["message"], "없는 부서입니다: 본사/개발팀");
  answer = Import(kFile, "", {{"Accept-Language", "en"}});
  EXPECT_EQ(Body(answer)["problems"][0]["message"], "is not a department: 본사/개발팀");

  answer = Import(kFile, "?dryRun=false");
  ExpectProblem(answer, 400, "import-refused");
  EXPECT_EQ(Body(answer)["errors"][0]["pointer"], "/2/department");
  EXPECT_EQ(Body(answer)["problemCount"], 2);
  EXPECT_EQ(Get("/employees").size(), 0U);

  answer = Import(kFile, "?dryRun=false&missing=create");
  ASSERT_EQ(answer.status, 200) << answer.body;
  outcome = Body(answer);
  EXPECT_EQ(outcome["hired"], 2);
  EXPECT_EQ(outcome["newDepartments"], json::Parse(R"(["본사","본사/개발팀"])").value());
  EXPECT_EQ(outcome["problems"].size(), 0U);
  EXPECT_EQ(Get("/employees/2")["managerId"], 1) << "managers are entered first";
  EXPECT_EQ(Get("/employees/2")["number"], "E2");
  EXPECT_EQ(Get("/employees/2")["annualLeaveBalance"], 15);

  outcome = Body(Import(kFile, "?dryRun=false"));
  EXPECT_EQ(outcome["unchanged"], 2);
}

TEST_F(PeopleFileRoutes, TheExportIsAFileThatChangesNothing) {
  Start();
  ASSERT_EQ(Import(kFile, "?dryRun=false&missing=create").status, 200);
  const auto answer = Call("GET", "/employees/export");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(answer.Header("content-disposition").value_or(""), HasSubstr("people.csv"));
  EXPECT_THAT(answer.body, HasSubstr("\xEF\xBB\xBF시스템번호,사번,"));
  EXPECT_THAT(answer.body, HasSubstr("2,E2,김철수,,본사/개발팀,과장,E1,,\r\n"));
  EXPECT_EQ(Body(Import(answer.body, "?dryRun=false"))["unchanged"], 2);
  EXPECT_EQ(Call("DELETE", "/employees/2").status, 204);
  EXPECT_EQ(Call("GET", "/employees/export").body.find("E2,"), std::string::npos);
  EXPECT_THAT(Call("GET", "/employees/export?includeInactive=true").body, HasSubstr("2,E2,"));
}

TEST_F(PeopleFileRoutes, WhatIsNoFileIsRefused) {
  Start();
  ExpectProblem(Call("POST", "/employees/import", "{}"), 415, "unsupported-media-type");
  ExpectProblem(Import(kFile, "?dryRun=1"), 400, "invalid-query");
  ExpectProblem(Import(kFile, "?missing=perhaps"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees/export?includeInactive=1"), 400, "invalid-query");
  ExpectProblem(Import(std::string(20'000'001, 'a'), ""), 413, "body-too-large");
  EXPECT_EQ(Body(Import("", ""))["problems"][0]["code"], "no-key-column");
}

// More problems than one piece of the answer holds.
TEST_F(PeopleFileRoutes, ADryRunListsEveryProblem) {
  Start();
  std::string text("number,name\n");
  for (int i = 0; i < 5000; ++i) text += "E" + std::to_string(i) + ",\n";
  const auto outcome = Body(Import(text, ""));
  EXPECT_EQ(outcome["problemCount"], 15000);
  ASSERT_EQ(outcome["problems"].size(), 15000U);
  EXPECT_EQ(outcome["problems"][14999]["row"], 5001);
  EXPECT_EQ(Body(Import(text, "?dryRun=false"))["errors"].size(), 100U);
}

TEST_F(PeopleFileRoutes, PeopleAreFoundPageByPage) {
  Start();
  for (const auto* name : {"김철수", "이철수", "김영희"}) Hire(name);
  const auto found = Get("/employees?q=%EA%B9%80");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["name"], "김영희");
  auto answer = Call("GET", "/employees?q=%EC%B2%A0&limit=1");
  EXPECT_EQ(Body(answer)[0]["id"], 1);
  const auto link = answer.Header("link").value_or("");
  EXPECT_THAT(link, HasSubstr("cursor=1-ecb2a0ec8898"));
  answer = Call("GET", "/employees?q=%EC%B2%A0&limit=1&cursor=1-ecb2a0ec8898");
  EXPECT_EQ(Body(answer)[0]["id"], 2);
  EXPECT_EQ(answer.Header("link"), std::nullopt);
  // In letters, as a Mac writes it.
  EXPECT_EQ(Get("/employees?q=%E1%84%80%E1%85%B5%E1%86%B7").size(), 2U);
  EXPECT_EQ(Get("/employees?q=").size(), 3U) << "an empty text is none";
  ExpectProblem(Call("GET", "/employees?q=a&cursor=1"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees?cursor=1-61"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees?q=" + std::string(101, 'a')), 400, "invalid-query");
}

}  // namespace
}  // namespace erp::employee
