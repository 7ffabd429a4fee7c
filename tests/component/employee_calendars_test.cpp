// Holidays and working calendars by hand, asked of the daemon.
#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class CalendarsOverHttp : public EmployeeDaemon {
 protected:
  std::string QuotedOn(std::int64_t id, const std::string& date) {
    const auto answer =
        Call("POST", "/leaves/quote", json::Dump({{"employeeId", id}, {"startDate", date}}));
    return json::Dump(Body(answer)["minutes"]);
  }
};

TEST_F(CalendarsOverHttp, AHolidayIsPutCountedAndRemoved) {
  Start();
  const auto id = Hire();
  const auto put = Call("PUT", "/holidays/2027-03-15", R"({"name":"창립기념일","half":"pm"})");
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(Body(put), Get("/holidays?from=2027-03-15&to=2027-03-15")[0]);
  EXPECT_EQ(QuotedOn(id, "2027-03-15"), "240");
  EXPECT_EQ(Call("DELETE", "/holidays/2027-03-15?name=x").status, 404);
  EXPECT_EQ(Call("DELETE", "/holidays/2027-03-15?name=").status, 204);
  EXPECT_EQ(QuotedOn(id, "2027-03-15"), "480");
  ExpectProblem(Call("DELETE", "/holidays/2027-03-15"), 404, "holiday-not-found");
  ExpectProblem(Call("DELETE", "/holidays/tomorrow"), 404, "holiday-not-found");
  ExpectProblem(Call("PUT", "/holidays/2027-02-29", R"({"name":"a"})"), 404, "holiday-not-found");
  ExpectProblem(Call("PUT", "/holidays/2027-03-15", R"({"kind":"x"})"), 400, "invalid-body");
  EXPECT_EQ(Call("DELETE", "/holidays/2027-03-01").status, 204) << "a public one";
  EXPECT_EQ(QuotedOn(id, "2027-03-01"), "480");
}

TEST_F(CalendarsOverHttp, AFileIsTriedFirstAndEveryMistakeOfItIsNamedByItsLine) {
  Start();
  const std::string head = "date,name,kind,half,source\n";
  const auto import = [&](const std::string& rows, bool dry_run) {
    return Call("POST", "/holidays/import",
                json::Dump({{"csv", head + rows}, {"dryRun", dry_run}}));
  };
  const std::string rows = "2027-03-15,창립기념일,company,pm,취업규칙\n2027-03-01,3·1절,public,,\n";
  EXPECT_EQ(Body(import(rows, true))["added"], 1);
  EXPECT_TRUE(Get("/holidays?from=2027-03-15&to=2027-03-15").empty());
  const auto wrong = import("2027-13-01,,holiday,noon,\n2027-03-15,a\n", true);
  ExpectProblem(wrong, 400, "invalid-body");
  std::vector<std::string> places;
  const auto problem = Body(wrong);
  for (const auto& one : problem["errors"]) places.push_back(one["pointer"]);
  EXPECT_THAT(places, testing::ElementsAre("/csv/2/date", "/csv/2/name", "/csv/2/kind",
                                           "/csv/2/half", "/csv/3"));
  EXPECT_EQ(Body(import(rows, false)),
            json::Parse(R"({"dryRun":false,"added":1,"changed":1,"unchanged":0})").value());
  EXPECT_EQ(Body(import(rows, false))["unchanged"], 2);
  EXPECT_EQ(Get("/holidays?from=2027-03-15&to=2027-03-15").size(), 1U);
}

TEST_F(CalendarsOverHttp, AWorkCalendarIsMadeChangedUnderItsVersionAndGiven) {
  Start();
  const auto id = Hire();
  const auto path = "/employees/" + std::to_string(id) + "/work-calendar";
  EXPECT_EQ(Get(path)["id"], 1);
  const std::string body = R"({"name":"단축","minutes":[0,360,360,360,360,360,0]})";
  const auto made = Call("POST", "/work-calendars", body);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.Header("etag"), "\"1\"");
  const auto calendar = "/work-calendars/" + std::to_string(Body(made)["id"].get<int>());
  EXPECT_EQ("/" + made.Header("location").value_or(""), calendar);
  ExpectProblem(Call("POST", "/work-calendars", body), 409, "work-calendar-exists");
  EXPECT_EQ(Call("PUT", path, json::Dump({{"calendarId", Body(made)["id"]}})).status, 200);
  EXPECT_EQ(QuotedOn(id, "2027-03-02"), "360");
  const std::string other = R"({"name":"단축","minutes":[0,240,240,240,240,240,0]})";
  ExpectProblem(Call("PUT", calendar, other, {{"If-Match", "\"7\""}}), 412, "version-mismatch");
  EXPECT_EQ(Call("PUT", calendar, other, {{"If-Match", "\"1\""}}).Header("etag"), "\"2\"");
  EXPECT_EQ(QuotedOn(id, "2027-03-02"), "240");
  EXPECT_EQ(Call("GET", calendar).Header("etag"), "\"2\"");
  EXPECT_EQ(Get("/work-calendars").size(), 2U);
  ExpectProblem(Call("PUT", path, R"({"calendarId":99})"), 400, "invalid-body");
  ExpectProblem(Call("GET", "/employees/999/work-calendar"), 404, "employee-not-found");
  ExpectProblem(Call("GET", "/work-calendars/99"), 404, "work-calendar-not-found");
  ExpectProblem(Call("POST", "/work-calendars", R"({"name":"a","minutes":[0,0,0,0,0,0,0]})"), 400,
                "invalid-body");
}

}  // namespace
}  // namespace erp::employee
