// The calendar of a team and the report of leave, asked of the daemon.
#include <algorithm>

#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class LeaveViewsOverHttp : public EmployeeDaemon {
 protected:
  void ReserveDay(std::int64_t id, const std::string& source, const std::string& date) {
    const auto answer = PutOperation(
        source + ":reserve", json::Dump({{"employeeId", id},
                                         {"kind", "RESERVE"},
                                         {"minutes", 480},
                                         {"source", source},
                                         {"reason", "수술"},
                                         {"dates", {{{"date", date}, {"from", 0}, {"to", 480}}}}}));
    ASSERT_EQ(Body(answer)["outcome"], "applied") << answer.body;
  }
  std::size_t Lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
};

TEST_F(LeaveViewsOverHttp, ACalendarListsTheDepartmentAndThoseBelowItWithoutReasons) {
  Start();
  const auto above = Body(Call("POST", "/departments", R"({"name":"본부"})"))["id"];
  ASSERT_EQ(
      Call("POST", "/departments", json::Dump({{"name", "개발팀"}, {"parentId", above}})).status,
      201);
  const auto first = Hire("김철수", "개발팀");
  Hire("이영희", "본부");
  Hire("박민수", "영업팀");
  const auto gone = Hire("최퇴사", "본부");
  ASSERT_EQ(Call("DELETE", "/employees/" + std::to_string(gone)).status, 204);
  ReserveDay(first, "leave:41:1", "2027-03-02");
  const std::string dates = "from=2027-03-01&to=2027-03-31";
  auto calendar = Get("/leave-calendar?" + dates + "&department=%EB%B3%B8%EB%B6%80");
  ASSERT_EQ(calendar["people"].size(), 1U);
  const auto path =
      "/leave-calendar?" + dates + "&department=%EB%B3%B8%EB%B6%80&includeSubDepartments=true";
  calendar = Get(path);
  ASSERT_EQ(calendar["people"].size(), 2U) << calendar;
  EXPECT_TRUE(calendar["people"][0]["leave"].empty());
  EXPECT_EQ(calendar["people"][1]["leave"], json::Parse(R"([{"date":"2027-03-02","part":"all-day",
      "from":0,"to":480,"state":"pending"}])")
                                                .value());
  EXPECT_EQ(calendar["holidays"][0]["date"], "2027-03-01");
  EXPECT_THAT(json::Dump(calendar), testing::Not(HasSubstr("수술")));
  const auto page = Call("GET", path + "&limit=1");
  EXPECT_EQ(Body(page)["people"].size(), 1U);
  ASSERT_TRUE(page.Header("link").has_value());
  EXPECT_FALSE(Call("GET", path + "&limit=2").Header("link").has_value());
}

TEST_F(LeaveViewsOverHttp, ACalendarIsOfSixtyTwoDaysAtMost) {
  Start();
  EXPECT_EQ(Call("GET", "/leave-calendar").status, 200);
  EXPECT_EQ(Call("GET", "/leave-calendar?from=2027-01-01&to=2027-03-03").status, 200);
  for (const char* wrong : {"from=2027-01-01&to=2027-03-04", "from=2027-01-02&to=2027-01-01",
                            "from=2027-02-29", "includeSubDepartments=1", "cursor=x", "limit=0"}) {
    ExpectProblem(Call("GET", std::string("/leave-calendar?") + wrong), 400, "invalid-query");
  }
}

TEST_F(LeaveViewsOverHttp, AReportIsAPageAsJsonAndWholeAsCsv) {
  Start();
  for (int n = 0; n < 203; ++n) Hire("사람 " + std::to_string(n));
  ReserveDay(1, "leave:41:1", "2027-03-02");
  const auto page = Call("GET", "/leave-report");
  EXPECT_EQ(Body(page)["people"].size(), 200U);
  EXPECT_TRUE(page.Header("link").has_value());
  const auto last = Get("/leave-report?cursor=2")["people"];
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0]["buckets"], json::Parse(R"([{"bucket":"statutory","granted":15,"adjusted":0,
      "carried":0,"expired":0,"expiredAfterNotices":0,"consumed":0,"reserved":1,"later":0,
      "available":14}])")
                                    .value());
  const auto csv = Call("GET", "/leave-report", "", {{"Accept", "text/csv"}});
  EXPECT_EQ(csv.Header("content-type"), "text/csv; charset=utf-8");
  EXPECT_EQ(csv.body.substr(0, 3), "\xef\xbb\xbf");
  EXPECT_EQ(Lines(csv.body), 204U) << "the head and everybody";
  EXPECT_EQ(Lines(Call("GET", "/leave-report?format=csv&department=x").body), 1U);
  EXPECT_EQ(Lines(Call("GET", "/leave-report?format=csv&on=2020-01-01").body), 1U);
  for (const char* wrong :
       {"on=2999-01-01", "on=2026-02-30", "format=xml", "includeInactive=yes"}) {
    ExpectProblem(Call("GET", std::string("/leave-report?") + wrong), 400, "invalid-query");
  }
}

}  // namespace
}  // namespace erp::employee
