// The routes about attendance of the employee daemon as it is delivered, and killed in the middle.
#include <csignal>

#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class AttendanceDaemon : public EmployeeDaemon {
 protected:
  // `dates` dates on which the person was at work, the last of which is long ago.
  void WasAtWork(std::int64_t id, int dates) {
    auto& session = database_.session();
    const int milestones = dates / 30;
    session.Execute("INSERT INTO attendance_accounts VALUES (?, ?, ?)", {id, dates, milestones});
    for (int n = 0; n < dates; ++n) {
      session.Execute(
          "INSERT INTO attendance_records (employee_id, work_date, status, check_in, check_out, "
          "version, place) VALUES (?, DATE_ADD('2020-01-01', INTERVAL ? DAY), 'CHECKED_OUT', "
          "DATE_ADD('2020-01-01 00:00:00', INTERVAL ? DAY), "
          "DATE_ADD('2020-01-01 09:00:00', INTERVAL ? DAY), 1, '')",
          {id, n, n, n});
    }
  }

  std::int64_t Rewards(std::int64_t id) {
    return database_.session()
        .Query("SELECT COUNT(*) FROM leave_ledger WHERE bucket = 'reward' AND employee_id = ?",
               {id})[0]
        .Integer(0);
  }
};

TEST_F(AttendanceDaemon, ADayAtWorkIsAsTheContractOfTheFieldSays) {
  Start();
  const auto id = Hire();
  const auto path = std::to_string(id);
  auto answer = Call("POST", "/attendance/check-in/" + path);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Header("idempotency-replayed"), std::nullopt);
  auto body = Body(answer);
  EXPECT_EQ(body["attendanceCount"], 1);
  EXPECT_EQ(body["questProgress"], 3);
  EXPECT_EQ(body["rewardEarned"], false);
  EXPECT_EQ(body["currentLeaveBalance"], 15);
  const auto record = body["record"];
  EXPECT_EQ(record["status"], "CHECKED_IN");
  EXPECT_TRUE(record["checkOutTime"].is_null() && record["workHours"].is_null());

  answer = Call("POST", "/attendance/check-in/" + path, "{}");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer), body);

  answer = Call("POST", "/attendance/check-out/" + path);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(Body(answer)["id"], record["id"]);
  EXPECT_EQ(Body(answer)["checkInTime"], record["checkInTime"]);
  EXPECT_EQ(Body(answer)["status"], "CHECKED_OUT");
  EXPECT_TRUE(Body(answer)["workHours"].is_number());
  EXPECT_EQ(Get("/attendance/history/" + path), Value::array({Body(answer)}));
  EXPECT_EQ(Get("/attendance/progress/" + path),
            json::Parse(R"({"attendanceCount":1,"targetCount":30,"progress":3,"nextRewardAt":30,
                            "totalCount":1})")
                .value());
  EXPECT_EQ(Get("/employees/" + path)["attendanceCount"], 1);
  EXPECT_THAT(Metrics(), HasSubstr("attendance_check_ins_total{outcome=\"repeated\"} 1\n"));
}

TEST_F(AttendanceDaemon, TheThirtiethDateEarnsADayOnce) {
  Start();
  const auto id = Hire();
  const auto path = std::to_string(id);
  WasAtWork(id, 29);
  EXPECT_EQ(Get("/attendance/progress/" + path)["progress"], 96);
  for (int time = 0; time < 3; ++time) {
    const auto body = Body(Call("POST", "/attendance/check-in/" + path));
    EXPECT_EQ(body["attendanceCount"], 0);
    EXPECT_EQ(body["questProgress"], 0);
    EXPECT_EQ(body["rewardEarned"], true);
    EXPECT_EQ(body["currentLeaveBalance"], 16);
  }
  EXPECT_EQ(Rewards(id), 1);
  EXPECT_EQ(Get("/attendance/progress/" + path)["nextRewardAt"], 60);
  EXPECT_EQ(Get("/employees/" + path)["annualLeaveBalance"], 16);
}

TEST_F(AttendanceDaemon, HistoryIsReadPageByPage) {
  Start();
  const auto id = Hire();
  WasAtWork(id, 5);
  const auto answer = Call("GET", "/attendance/history/" + std::to_string(id) + "?limit=2");
  EXPECT_EQ(Body(answer)[0]["workDate"], "2020-01-05");
  EXPECT_EQ(Body(answer)[0]["workHours"], 9);
  EXPECT_EQ(answer.Header("link"), "<?limit=2&cursor=2020-01-04>; rel=\"next\"");
  const auto rest = Get("/attendance/history/" + std::to_string(id) + "?cursor=2020-01-04");
  EXPECT_EQ(rest.size(), 3U);
}

TEST_F(AttendanceDaemon, RefusesWhatIsWrongAboutAttendance) {
  Start();
  const auto left = std::to_string(Hire());
  const auto id = std::to_string(Hire());
  ASSERT_EQ(Call("DELETE", "/employees/" + left).status, 204);
  const std::string in = "/attendance/check-in/";
  std::vector<Refusal> refusals{
      {"POST", in + left, "", 409, "employee-inactive"},
      {"POST", "/attendance/check-out/" + left, "", 409, "employee-inactive"},
      {"POST", "/attendance/check-out/" + id, "", 409, "not-checked-in"},
      {"POST", "/attendance/check-out/" + id, "{}", 400, "malformed-request"},
      {"POST", in + "99", "", 404, "employee-not-found"},
      {"GET", "/attendance/history/99", "", 404, "employee-not-found"},
      {"GET", "/attendance/progress/99", "", 404, "employee-not-found"},
      {"GET", "/attendance/history/" + id + "?cursor=2026-02-30", "", 400, "invalid-query"},
      {"POST", in + "0", "", 404, "not-found"},
      {"GET", in + id, "", 405, "method-not-allowed"}};
  for (const char* body :
       {"[]", R"({"latitude":91,"longitude":0,"accuracy":1})", R"({"latitude":37.5})",
        R"({"latitude":37.5,"longitude":127,"accuracy":-1})", R"({"clientTime":"yesterday"})",
        R"({"clientTime":"2026-02-30T00:00:00Z"})", R"({"latitude":null,"accuracy":5})",
        R"({"time":"2026-11-27T00:00:00Z"})",
        R"({"latitude":"37","longitude":127,"accuracy":1})"}) {
    refusals.push_back({"POST", in + id, body, 400, "invalid-body"});
  }
  for (const auto& refusal : refusals) {
    SCOPED_TRACE(refusal.method + " " + refusal.path + " " + refusal.body);
    ExpectProblem(Call(refusal.method, refusal.path, refusal.body), refusal.status, refusal.code);
  }
  EXPECT_EQ(Get("/attendance/progress/" + id)["totalCount"], 0);
}

TEST_F(AttendanceDaemon, APlaceThatIsNotOfWorkIsRefusedWhereThePolicySaysSo) {
  Migrate();
  auto environment = Environment();
  environment["ATTENDANCE_PLACE_POLICY"] = "refuse";
  environment["ATTENDANCE_NETWORKS"] = "10.1.0.0/16, 2001:db8::/32";
  environment["ATTENDANCE_POINTS"] = "37.5665,126.9780,150";
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = environment});
  daemon_->WaitReady();
  const auto id = std::to_string(Hire());
  const std::string path = "/attendance/check-in/" + id;
  auto refused = Call("POST", path);
  ExpectProblem(refused, 403, "place-not-allowed");
  EXPECT_EQ(Body(refused)["reason"], "no-position");
  refused = Call("POST", path, R"({"latitude":35.1,"longitude":129,"accuracy":10})");
  EXPECT_EQ(Body(refused)["reason"], "outside");
  refused = Call("POST", path, R"({"latitude":37.5665,"longitude":126.978,"accuracy":101})");
  EXPECT_EQ(Body(refused)["reason"], "inaccurate");
  EXPECT_EQ(Get("/attendance/progress/" + id)["totalCount"], 0);
  const auto near =
      Call("POST", path, R"({"latitude":37.5670,"longitude":126.978,"accuracy":100})");
  EXPECT_EQ(near.status, 200) << near.body;
  EXPECT_EQ(Body(near)["record"]["place"], "radius");
  const auto other = std::to_string(Hire());
  const auto wired =
      Call("POST", "/attendance/check-in/" + other, "", {{"X-Real-IP", "10.1.200.3"}});
  EXPECT_EQ(Body(wired)["record"]["place"], "network");
  EXPECT_EQ(database_.session()
                .Query("SELECT latitude_e6, accuracy_m FROM attendance_records WHERE id = ?",
                       {Body(near)["record"]["id"].get<std::int64_t>()})[0]
                .Integer(0),
            37'567'000);
}

TEST_F(AttendanceDaemon, ARecordIsCorrectedWithAReasonAndNeverSilently) {
  Start();
  const auto id = Hire();
  WasAtWork(id, 1);
  const std::string path = "/attendance/records/1";
  auto answer = Call("GET", path);
  EXPECT_EQ(answer.Header("etag"), "\"1\"");
  EXPECT_EQ(Body(answer)["corrections"], Value::array());
  const std::string change = R"({"checkOutTime":"2020-01-01T10:30:00Z","reason":"연장 근무"})";
  ExpectProblem(Call("PUT", path, change, {{"If-Match", "\"2\""}}), 412, "version-mismatch");
  answer = Call("PUT", path + "?actorId=1", change, {{"If-Match", "\"1\""}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Header("etag"), "\"2\"");
  EXPECT_EQ(Body(answer)["workMinutes"], 630);
  const auto correction = Body(answer)["corrections"].at(0);
  EXPECT_EQ(correction["before"]["checkOutTime"], "2020-01-01T09:00:00.000Z");
  EXPECT_EQ(correction["after"]["checkOutTime"], "2020-01-01T10:30:00.000Z");
  EXPECT_EQ(correction["reason"], "연장 근무");
  EXPECT_EQ(correction["actorId"], 1);
  EXPECT_TRUE(correction["source"].is_null());
  answer = Call("PUT", path, change, {{"If-Match", "\"1\""}});
  EXPECT_EQ(answer.status, 200) << "it has happened already";
  EXPECT_EQ(Body(answer)["corrections"].size(), 1U);
  for (const char* wrong : {R"({"voided":true})", R"({"voided":true,"reason":" "})",
                            R"({"reason":"x","voided":1})", R"({"reason":"x","checkInTime":null})",
                            R"({"reason":"x","checkInTime":"2020-01-02T00:00:00Z"})",
                            R"({"reason":"x","checkOutTime":"2019-12-31T00:00:00Z"})",
                            R"({"reason":"x","checkOutTime":"2020-01-02T00:00:01Z"})",
                            R"({"reason":"x","status":"VOIDED"})"}) {
    SCOPED_TRACE(wrong);
    ExpectProblem(Call("PUT", path, wrong), 400, "invalid-body");
  }
  ExpectProblem(Call("PUT", "/attendance/records/9", change), 404, "record-not-found");
  EXPECT_EQ(Body(Call("PUT", path, R"({"voided":true,"reason":"착오"})"))["status"], "VOIDED");
  EXPECT_EQ(Get("/attendance/progress/" + std::to_string(id))["totalCount"], 0);
  EXPECT_EQ(Get("/attendance/history/" + std::to_string(id))[0]["status"], "VOIDED");
}

TEST_F(AttendanceDaemon, AMonthIsASheetForPeopleAndForSpreadsheets) {
  Start();
  const auto id = Hire("=홍,길동");
  WasAtWork(id, 3);
  Hire("이영희", "인사팀");
  const auto rows = Get("/attendance/sheet?month=2020-01&department=%EA%B0%9C%EB%B0%9C%ED%8C%80");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["presentDays"], 3);
  EXPECT_EQ(rows[0]["days"].size(), 31U);
  EXPECT_EQ(rows[0]["days"][3]["day"], "weekend");
  EXPECT_EQ(rows[0]["days"][5]["absent"], true);
  for (const auto& csv :
       {Call("GET", "/attendance/sheet?month=2020-01&format=csv"),
        Call("GET", "/attendance/sheet?month=2020-01", "", {{"Accept", "text/csv"}})}) {
    EXPECT_EQ(csv.Header("content-type"), "text/csv; charset=utf-8");
    EXPECT_EQ(csv.Header("content-disposition"), "attachment; filename=\"attendance-2020-01.csv\"");
    EXPECT_TRUE(csv.body.starts_with("\xef\xbb\xbf사번,이름,"));
    EXPECT_THAT(csv.body, HasSubstr("\r\n1,\"'=홍,길동\",개발팀,과장,2020-01-01,workday,none,"
                                    "09:00,18:00,540,CHECKED_OUT,0,0,0\r\n"));
  }
  const auto page = Call("GET", "/attendance/sheet?month=2020-01&limit=1");
  EXPECT_EQ(page.Header("link"), "<?limit=1&month=2020-01&cursor=2>; rel=\"next\"");
  EXPECT_EQ(Body(page)[0]["employeeId"], 2);
  for (const char* query :
       {"", "month=2020-13", "month=2020-1", "month=2020-01&format=xml", "month=2020-01-01"}) {
    ExpectProblem(Call("GET", std::string("/attendance/sheet?") + query), 400, "invalid-query");
  }
}

TEST_F(AttendanceDaemon, AHeatMapHasTheDatesThatCount) {
  Start();
  const auto path = "/attendance/heatmap/" + std::to_string(Hire());
  WasAtWork(1, 3);
  EXPECT_EQ(Get(path + "?from=2020-01-02&to=2020-01-31"), json::Parse(R"([
      {"date":"2020-01-02","level":3,"workMinutes":540,"status":"CHECKED_OUT"},
      {"date":"2020-01-03","level":3,"workMinutes":540,"status":"CHECKED_OUT"}])")
                                                              .value());
  EXPECT_EQ(Get(path).size(), 0U) << "the last year";
  for (const char* query : {"from=2020-01-02&to=2020-01-01", "from=2020-01-01&to=2021-02-05",
                            "from=2020-02-30", "to=x"}) {
    ExpectProblem(Call("GET", path + "?" + query), 400, "invalid-query");
  }
  ExpectProblem(Call("GET", "/attendance/heatmap/9"), 404, "employee-not-found");
}

// E13: killed inside the transaction of the 30th date, before and after its commit.
class KilledCheckIn : public AttendanceDaemon, public testing::WithParamInterface<const char*> {};

TEST_P(KilledCheckIn, LeavesNothingHalfDoneAndGrantsOnce) {
  StartFaulty(std::string(GetParam()) + ":1");
  const auto id = Hire();
  const auto path = "/attendance/check-in/" + std::to_string(id);
  WasAtWork(id, 29);
  EXPECT_THROW((void)Call("POST", path), std::runtime_error);
  EXPECT_EQ(daemon_->WaitExit(std::chrono::seconds(10)), -SIGKILL);
  const bool committed = std::string(GetParam()) == "attendance.committed";
  EXPECT_EQ(Rewards(id), committed ? 1 : 0);
  const auto rows = database_.session().Query(
      "SELECT dates, milestones, (SELECT COUNT(*) FROM attendance_records) "
      "FROM attendance_accounts WHERE employee_id = ?",
      {id});
  EXPECT_EQ(rows[0].Integer(0), committed ? 30 : 29);
  EXPECT_EQ(rows[0].Integer(1), committed ? 1 : 0);
  EXPECT_EQ(rows[0].Integer(2), committed ? 30 : 29);

  Start();
  const auto again = Body(Call("POST", path));
  EXPECT_EQ(again["rewardEarned"], true);
  EXPECT_EQ(again["currentLeaveBalance"], 16);
  EXPECT_EQ(Rewards(id), 1);
}

INSTANTIATE_TEST_SUITE_P(Points,
                         KilledCheckIn,
                         testing::Values("attendance.recorded", "attendance.committed"),
                         [](const auto& point) {
                           return point.index == 0 ? "BeforeTheCommit" : "AfterTheCommit";
                         });

}  // namespace
}  // namespace erp::employee
