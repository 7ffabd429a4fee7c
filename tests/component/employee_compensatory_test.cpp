// Leave for work on holidays, as the daemon gives it.
#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class CompensatoryDaemon : public EmployeeDaemon {
 protected:
  // In UTC, of a Saturday of the company: from 9 to 18 o'clock there.
  void AtWork(std::int64_t id, const std::string& date) {
    database_.session().Execute("INSERT IGNORE INTO attendance_accounts VALUES (?, 1, 0)", {id});
    database_.session().Execute(
        "INSERT INTO attendance_records (employee_id, work_date, status, check_in, check_out, "
        "version, place) VALUES (?, ?, 'CHECKED_OUT', ?, ?, 1, '')",
        {id, date, date + " 00:00:00", date + " 09:00:00"});
  }
};

TEST_F(CompensatoryDaemon, AHolidayThatWasWorkedEarnsLeaveOnce) {
  Start();
  const auto id = Hire();
  const auto hr = Hire("인사", "인사팀", "사원");
  const auto path = "/employees/" + std::to_string(id) + "/leave/compensatory";
  const auto order = [&](std::int64_t actor, const std::string& date) {
    return R"({"actorId":)" + std::to_string(actor) + R"(,"workDate":")" + date +
           R"(","reason":"개천절 점검"})";
  };
  AtWork(id, "2026-10-03");
  AtWork(id, "2026-10-06");
  ExpectProblem(Call("POST", path, order(id, "2026-10-03")), 403, "may-not-grant");
  ExpectProblem(Call("POST", path, order(hr, "2026-10-04")), 409, "not-worked");
  ExpectProblem(Call("POST", path, order(hr, "2026-10-06")), 409, "not-a-holiday");
  ExpectProblem(Call("POST", path, order(hr, "2026-02-30")), 400, "invalid-body");
  ExpectProblem(Call("POST", "/employees/99/leave/compensatory", order(hr, "2026-10-03")), 404,
                "employee-not-found");

  auto answer = Call("POST", path, order(hr, "2026-10-03"));
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto grant = Body(answer);
  EXPECT_EQ(grant["minutes"], 720);
  EXPECT_EQ(grant["days"], 1.5);
  EXPECT_EQ(grant["validTo"], "2027-10-03");
  EXPECT_EQ(grant["grantedBy"], hr);
  EXPECT_EQ(grant["reason"], "개천절 점검");
  answer = Call("POST", path, order(hr, "2026-10-03"));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer), grant);

  const auto said = Get("/employees/" + std::to_string(id) + "/leave/explain");
  const auto& line = said["lines"].back();
  EXPECT_EQ(line["cause"]["kind"], "compensatory");
  EXPECT_EQ(database_.session()
                .Query("SELECT COUNT(*) FROM leave_ledger WHERE bucket = 'compensatory'", {})[0]
                .Integer(0),
            1);
}

}  // namespace
}  // namespace erp::employee
