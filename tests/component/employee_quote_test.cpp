// What a leave would take, and where a balance comes from, asked of the daemon.
#include <set>

#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class LeaveQuotes : public EmployeeDaemon {
 protected:
  HttpAnswer Quote(const std::string& rest) {
    return Call("POST", "/leaves/quote", R"({"employeeId":1,)" + rest + "}");
  }
};

TEST_F(LeaveQuotes, SayEachDateAndWhyItTakesNothing) {
  Start();
  Hire();
  const auto answer = Quote(R"("startDate":"2027-02-05","endDate":"2027-02-10")");
  ASSERT_EQ(answer.status, 200);
  const auto quote = Body(answer);
  EXPECT_EQ(quote["days"], 2);
  EXPECT_EQ(quote["minutes"], 960);
  EXPECT_EQ(quote["availableDays"], 15);
  EXPECT_EQ(quote["remainingDays"], 13);
  EXPECT_EQ(quote["possible"], true);
  ASSERT_EQ(quote["dates"].size(), 6U);
  EXPECT_EQ(quote["dates"][0]["reason"], "workday");
  EXPECT_EQ(quote["dates"][1]["reason"], "day-off");
  EXPECT_EQ(quote["dates"][3]["reason"], "holiday");
  EXPECT_EQ(quote["dates"][4]["holiday"], "대체공휴일(설날)");
  EXPECT_EQ(Get("/employees/1/leave-balance")["remainingLeave"], 15) << "nothing is kept";
}

TEST_F(LeaveQuotes, TakePartsOfOneDay) {
  Start();
  Hire();
  const auto part = [&](const std::string& rest) {
    const auto quote = Body(Quote(R"("startDate":"2026-12-01",)" + rest));
    const auto& date = quote["dates"][0];
    return std::vector<int>{quote["minutes"], date["from"], date["to"]};
  };
  EXPECT_EQ(part(R"("unit":"half","half":"am")"), (std::vector<int>{240, 0, 240}));
  EXPECT_EQ(part(R"("unit":"half","half":"pm")"), (std::vector<int>{240, 240, 480}));
  EXPECT_EQ(part(R"("unit":"quarter","quarter":3)"), (std::vector<int>{120, 240, 360}));
  EXPECT_EQ(part(R"("unit":"hours","from":60,"to":90)"), (std::vector<int>{30, 60, 90}));
}

TEST_F(LeaveQuotes, SayWhyTheLedgerWouldRefuse) {
  Start();
  const auto id = Hire();
  ASSERT_EQ(Call("PUT", "/employees/1/leave-balance", R"({"adjustment":-13})").status, 200);
  auto quote = Body(Quote(R"("startDate":"2026-12-01","endDate":"2026-12-03")"));
  EXPECT_EQ(quote["possible"], false);
  EXPECT_EQ(quote["refusal"],
            json::Parse(R"({"code":"leave-insufficient","date":"2026-12-03"})").value());
  const auto reserve = R"({"employeeId":)" + std::to_string(id) +
                       R"(,"kind":"RESERVE","minutes":480,"source":"leave:1:1",)"
                       R"("dates":[{"date":"2026-12-01","from":0,"to":480}]})";
  auto answer = PutOperation("leave:1:1:reserve", reserve);
  ASSERT_EQ(Body(answer)["outcome"], "applied");
  quote = Body(Quote(R"("startDate":"2026-12-01","unit":"half","half":"am")"));
  EXPECT_EQ(quote["refusal"],
            json::Parse(R"({"code":"leave-overlap","date":"2026-12-01"})").value());
  EXPECT_EQ(quote["availableDays"], 1);
}

TEST_F(LeaveQuotes, AreRefusedWhereThereIsNothingToTakeOrToAsk) {
  Start();
  Hire();
  ExpectProblem(Quote(R"("startDate":"2026-05-25")"), 409, "leave-no-working-day");
  ExpectProblem(Quote(R"("startDate":"2026-12-02","endDate":"2026-12-01")"), 400,
                "leave-end-before-start");
  ExpectProblem(Quote(R"("startDate":"2026-12-01","endDate":"2028-12-01")"), 400, "leave-too-long");
  ExpectProblem(
      Quote(R"("startDate":"2026-12-01","endDate":"2026-12-02","unit":"half","half":"am")"), 400,
      "leave-part-of-several-days");
  ExpectProblem(Quote(R"("startDate":"2026-12-01","unit":"hours","from":460,"to":500)"), 409,
                "leave-outside-workday");
  for (const char* wrong :
       {R"("startDate":"2027-02-29")", R"("startDate":"2026-12-01","unit":"week")",
        R"("startDate":"2026-12-01","unit":"half")", R"("startDate":20261201)",
        R"("startDate":"2026-12-01T00:00:00+09:00")", R"("startDate":"2026-12-01","half":"am")",
        R"("startDate":"2026-12-01","unit":"quarter","quarter":5)",
        R"("startDate":"2026-12-01","unit":"hours","from":-1,"to":9223372036854775807)"}) {
    ExpectProblem(Quote(wrong), 400, "invalid-body");
  }
  ExpectProblem(Call("POST", "/leaves/quote", R"({"employeeId":9,"startDate":"2026-12-01"})"), 404,
                "employee-not-found");
}

TEST_F(LeaveQuotes, AnExplanationNamesTheDocumentAndAddsUp) {
  Start();
  const auto id = Hire();
  ASSERT_EQ(PutOperation("leave:41:1:reserve", id, "RESERVE", 960, "leave:41:1").status, 200);
  const auto explained = Get("/employees/1/leave/explain");
  EXPECT_EQ(explained["remainingLeave"], 13);
  ASSERT_EQ(explained["lines"].size(), 2U);
  EXPECT_EQ(explained["lines"][0]["cause"]["kind"], "opening");
  EXPECT_EQ(explained["lines"][1]["cause"],
            json::Parse(R"({"kind":"document","requestId":41})").value());
  double remaining = 0;
  for (const auto& line : explained["lines"]) {
    remaining += line["change"]["remainingLeave"].get<double>();
  }
  EXPECT_EQ(remaining, 13);
  EXPECT_EQ(explained["lots"][0]["taken"][0]["state"], "reserved");
  EXPECT_EQ(Get("/employees/1/leave/explain?on=2020-01-01")["remainingLeave"], 0);
  EXPECT_EQ(Get("/employees/1/leave/explain?on=2030-01-01")["remainingLeave"], 13);
  ExpectProblem(Call("GET", "/employees/1/leave/explain?on=2026-02-30"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees/9/leave/explain"), 404, "employee-not-found");
}

TEST_F(LeaveQuotes, AnExplanationOfADateToComeIsPagedAndSaysWhatTheJobsWillEnter) {
  StartWith({{"STATUTORY_LEAVE", "hire-date"}, {"OPENING_LEAVE_DAYS", "0"}});
  ASSERT_EQ(
      Call("POST", "/employees", R"({"name":"김철수","department":"개발팀","position":"과장"})")
          .status,
      201);
  EXPECT_EQ(Get("/employees/1/leave/explain")["lines"].size(), 1U);
  // Who is hired today has a day in a month and eleven days before the year is over.
  const auto today = Get("/employees/1/leave/explain")["on"].get<std::string>();
  ASSERT_EQ(Call("PUT", "/employees/1", json::Dump({{"hiredOn", today}})).status, 200);
  const auto later = std::to_string(std::stoi(today.substr(0, 4)) + 2) + "-12-31";
  const auto path = "/employees/1/leave/explain?limit=5&on=" + later;
  auto answer = Call("GET", path);
  ASSERT_EQ(answer.status, 200) << answer.body;
  std::size_t lines = 0;
  std::set<std::int64_t> numbers;
  for (;;) {
    const auto page = Body(answer);
    for (const auto& line : page["lines"]) {
      EXPECT_EQ(line["toCome"], line["number"] != 1);
      numbers.insert(line["number"].get<std::int64_t>());
      ++lines;
    }
    if (!answer.Header("link")) break;
    ASSERT_EQ(page["lines"].size(), 5U);
    answer = Call("GET", path + "&cursor=" + std::to_string(*numbers.rbegin()));
  }
  EXPECT_EQ(numbers.size(), lines) << "no line twice";
  EXPECT_GE(lines, 1U + 11U + 11U + 2U) << "eleven grants, their ends, two years";
  ExpectProblem(Call("GET", path + "&cursor=x"), 400, "invalid-query");
  ExpectProblem(Call("GET", "/employees/1/leave/explain?on=2999-12-31"), 400, "invalid-query");
}

TEST_F(LeaveQuotes, DatesOfAReservationAddUpAndGoForward) {
  Start();
  const auto id = Hire();
  const auto reserve = [&](const std::string& dates, const std::string& kind = "RESERVE") {
    return PutOperation("leave:1:1:reserve",
                        R"({"employeeId":)" + std::to_string(id) + R"(,"kind":")" + kind +
                            R"(","minutes":480,"source":"leave:1:1","dates":)" + dates + "}");
  };
  for (const char* wrong :
       {"[]", "{}", R"([{"date":"2026-12-01","from":0,"to":240}])",
        R"([{"date":"2026-12-01","from":0,"to":240},{"date":"2026-12-01","from":240,"to":480}])",
        R"([{"date":"2026-12-01","from":480,"to":0}])", R"([{"date":"2026-12-01"}])",
        R"([{"date":"2026-12-01","from":0,"to":480,"x":1}])"}) {
    ExpectProblem(reserve(wrong), 400, "invalid-body");
  }
  ExpectProblem(reserve(R"([{"date":"2026-12-01","from":0,"to":480}])", "GRANT"), 400,
                "invalid-body");
  EXPECT_EQ(Body(reserve(R"([{"date":"2026-12-01","from":0,"to":480}])"))["outcome"], "applied");
}

TEST_F(LeaveQuotes, HolidaysOfAYearAreListed) {
  Start();
  const auto holidays = Get("/holidays?from=2026-01-01&to=2026-12-31");
  EXPECT_EQ(holidays.size(), 22U);
  EXPECT_EQ(holidays[0]["name"], "신정");
  EXPECT_EQ(holidays[0]["half"], nullptr);
  ExpectProblem(Call("GET", "/holidays?from=yesterday"), 400, "invalid-query");
}

TEST_F(LeaveQuotes, APolicyAllowsABalanceBelowZeroAndQuotesWhatTheLedgerAllows) {
  StartWith({{"OPENING_LEAVE_DAYS", "1"}, {"LEAVE_BELOW_ZERO_DAYS", "2"}});
  const auto id = Hire();
  const auto quoted = [&](const std::string& end) {
    return Body(
        Call("POST", "/leaves/quote",
             json::Dump({{"employeeId", id}, {"startDate", "2027-03-02"}, {"endDate", end}})));
  };
  EXPECT_EQ(quoted("2027-03-04")["possible"], true) << "3 days of 1";
  EXPECT_EQ(quoted("2027-03-04")["remainingDays"], -2);
  EXPECT_EQ(quoted("2027-03-05")["refusal"]["code"], "leave-insufficient");
  EXPECT_EQ(Body(PutOperation("leave:1:reserve", id, "RESERVE", 4 * 480, "leave:1"))["outcome"],
            "refused");
  EXPECT_EQ(Body(PutOperation("leave:2:reserve", id, "RESERVE", 3 * 480, "leave:2"))["outcome"],
            "applied");
  EXPECT_EQ(Get("/employees/" + std::to_string(id) + "/leave-balance")["remainingLeave"], -2);
  EXPECT_EQ(Body(PutOperation("leave:3:reserve", id, "RESERVE", 1, "leave:3"))["outcome"],
            "refused");
}

}  // namespace
}  // namespace erp::employee
