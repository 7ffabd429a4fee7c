// Notices of 연차사용촉진, asked of the daemon: given by its job, confirmed and answered over HTTP.
#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class LeavePromotions : public EmployeeDaemon {
 protected:
  // The operator's command, with the rules of the daemon.
  std::string RunJob(const std::string& job, const std::string& on) {
    auto environment = Environment();
    environment["STATUTORY_LEAVE"] = "hire-date";
    environment["LEAVE_PROMOTION"] = "on";
    const auto finished = test::RunToEnd({.name = "employee",
                                          .environment = environment,
                                          .arguments = {"--run-job", job, "--on", on}});
    EXPECT_EQ(finished.exit_code, 0) << finished.output;
    return finished.output;
  }
  HttpAnswer Plan(const std::string& dates, int notice = 1) {
    return Call("PUT", "/employees/1/leave/promotions/" + std::to_string(notice) + "/plan",
                R"({"dates":)" + dates + "}");
  }
};

// Leave of a year that lapses on 31 December of the next year but one, whatever today is.
TEST_F(LeavePromotions, AreGivenOnceConfirmedAndAnswered) {
  StartWith({{"STATUTORY_LEAVE", "hire-date"},
             {"OPENING_LEAVE_DAYS", "0"},
             {"LEAVE_PROMOTION", "on"},
             {"JOB_SCHEDULE", "off"}});
  Hire();
  const auto today = Get("/employees/1/leave/explain")["on"].get<std::string>();
  const int year = std::stoi(today.substr(0, 4)) + 1;
  const auto hired = std::to_string(year - 1) + "-01-01";
  const auto last = std::to_string(year) + "-12-31";
  ASSERT_EQ(Call("PUT", "/employees/1", json::Dump({{"hiredOn", hired}})).status, 200);
  EXPECT_TRUE(Get("/employees/1/leave/promotions").empty());
  RunJob("statutory-grants", std::to_string(year) + "-01-01");
  EXPECT_THAT(RunJob("leave-promotion", std::to_string(year) + "-07-01"),
              HasSubstr("NOTICE 1 1 yearly " + last + " 7200"));
  const auto notices = Get("/employees/1/leave/promotions");
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0]["days"], 15);
  EXPECT_EQ(notices[0]["lastDay"], last);
  const auto id = notices[0]["id"].get<int>();
  ASSERT_EQ(id, 1);

  const auto confirmed = Call("POST", "/employees/1/leave/promotions/1/acknowledge");
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  EXPECT_EQ(Body(confirmed)["acknowledged"]["employeeId"], 1);
  EXPECT_EQ(Body(Call("POST", "/employees/1/leave/promotions/1/acknowledge")), Body(confirmed));

  for (const std::string& wrong : {std::string("[]"), R"(["2020-01-01"])" + std::string(),
                                   R"([")" + std::to_string(year + 1) + R"(-01-01"])",
                                   std::string(R"(["x"])"), std::string("5")}) {
    ExpectProblem(Plan(wrong), 400, "invalid-body");
  }
  ASSERT_EQ(Plan(R"([")" + last + R"("])").status, 200);
  EXPECT_EQ(Body(Plan(R"([")" + last + R"("])"))["plan"][0], last);
  RunJob("leave-promotion", std::to_string(year) + "-07-12");
  EXPECT_EQ(Get("/employees/1/leave/promotions")[1]["days"], 14);
  ExpectProblem(Plan(R"([")" + std::to_string(year) + R"(-12-30"])"), 409, "promotion-closed");
  ExpectProblem(Plan(R"([")" + last + R"("])", 9), 404, "promotion-not-found");
  ExpectProblem(Call("POST", "/employees/2/leave/promotions/1/acknowledge"), 404,
                "promotion-not-found");
  ExpectProblem(Call("GET", "/employees/9/leave/promotions"), 404, "employee-not-found");
}

TEST_F(LeavePromotions, NeedTheRuleThatGrantsTheLeave) {
  auto environment = Environment();
  environment["LEAVE_PROMOTION"] = "on";
  const auto finished =
      test::RunToEnd({.name = "employee", .environment = environment, .arguments = {"--check"}});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.output, HasSubstr("LEAVE_PROMOTION=on needs STATUTORY_LEAVE"));
}

}  // namespace
}  // namespace erp::employee
