// The routes about leave of the employee daemon as it is delivered, and with its faults.
#include <atomic>
#include <thread>

#include "component/employee_fixture.h"
#include "support/environment.h"

namespace erp::employee {
namespace {

TEST_F(EmployeeDaemon, LeaveIsAdjustedInEighthsOfADay) {
  Start();
  const auto id = std::to_string(Hire());
  const std::string path = "/employees/" + id + "/leave-balance";
  EXPECT_EQ(Get(path), json::Parse(R"({"totalLeave":15,"remainingLeave":15,"usedLeave":0,
                                       "pendingLeave":0})")
                           .value());
  auto answer = Call("PUT", path, R"({"adjustment":-0.125,"reason":"정정"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Body(answer)["newBalance"], 14.875);
  EXPECT_TRUE(Body(answer)["message"].is_string());
  ExpectProblem(Call("PUT", path, R"({"adjustment":-15})"), 409, "leave-insufficient");
  EXPECT_EQ(Get(path)["remainingLeave"], 14.875);
  EXPECT_EQ(Get("/employees/" + id)["annualLeaveBalance"], 14.875);

  const HttpHeaders key{{"Idempotency-Key", "adjust-1"}};
  answer = Call("PUT", path, R"({"adjustment":2})", key);
  EXPECT_EQ(answer.Header("idempotency-replayed"), std::nullopt);
  answer = Call("PUT", path, R"({"adjustment":2})", key);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer)["newBalance"], 16.875);
  ExpectProblem(Call("PUT", path, R"({"adjustment":3})", key), 422, "idempotency-key-reused");
  EXPECT_EQ(Get(path)["remainingLeave"], 16.875);

  const auto metrics = Metrics();
  EXPECT_THAT(metrics,
              HasSubstr("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"applied\"} 2\n"));
  EXPECT_THAT(metrics,
              HasSubstr("leave_ledger_entries_total{kind=\"ADJUST\",outcome=\"refused\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("leave_operations_replayed_total 1\n"));
  // Jobs and the relay borrow connections now and then, and give them back.
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] {
    return Metrics().find("mysql_pool_in_use 0\n") != std::string::npos;
  }));
}

TEST_F(EmployeeDaemon, LeaveOfADocumentIsReservedAndThenTaken) {
  Start();
  const auto id = Hire();
  const std::string balance = "/employees/" + std::to_string(id) + "/leave-balance";
  const std::string team = "/employees/team?department=%EA%B0%9C%EB%B0%9C%ED%8C%80";
  auto answer = PutOperation("leave:41:1:reserve", id, "RESERVE", 960, "leave:41:1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("idempotency-replayed"), std::nullopt);
  EXPECT_EQ(Body(answer), json::Parse(R"({"opId":"leave:41:1:reserve","kind":"RESERVE",
      "outcome":"applied","minutes":960,"grantedMinutes":7200,"consumedMinutes":0,
      "reservedMinutes":960,"availableMinutes":6240})")
                              .value());
  EXPECT_EQ(Get(balance), json::Parse(R"({"totalLeave":15,"remainingLeave":13,"usedLeave":0,
                                          "pendingLeave":2})")
                              .value());
  EXPECT_EQ(Get("/employees/" + std::to_string(id))["annualLeaveBalance"], 13);
  EXPECT_EQ(Get(team)[0]["leaveBalance"], 13);

  ASSERT_EQ(PutOperation("leave:41:1:consume", id, "CONSUME", 960, "leave:41:1").status, 200);
  EXPECT_EQ(Get(balance), json::Parse(R"({"totalLeave":15,"remainingLeave":13,"usedLeave":2,
                                          "pendingLeave":0})")
                              .value());
  answer = PutOperation("leave:41:1:reserve", id, "RESERVE", 960, "leave:41:1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer)["outcome"], "applied");
  EXPECT_EQ(Body(answer)["reservedMinutes"], 0) << "totals are those of now";

  ExpectProblem(PutOperation("leave:41:1:consume", id, "CONSUME", 480, "leave:41:1"), 422,
                "operation-id-reused");
  const auto closed = PutOperation("leave:41:1:release", id, "RELEASE", 960, "leave:41:1");
  EXPECT_EQ(closed.status, 200) << "a refusal is an outcome";
  EXPECT_EQ(Body(closed)["outcome"], "refused");
  EXPECT_EQ(Body(closed)["refusal"], "closed");
  ExpectProblem(PutOperation("leave:42:1:reserve", 99, "RESERVE", 960, "leave:42:1"), 404,
                "employee-not-found");
}

TEST_F(EmployeeDaemon, LeaveIsDeductedOncePerKeyAndNeverBelowZero) {
  Start();
  const std::string id = std::to_string(Hire());
  const std::string path = "/employees/" + id + "/deduct-leave";
  const HttpHeaders key{{"Idempotency-Key", "deduct-1"}};
  auto answer = Call("POST", path, R"({"days":1.5,"reason":"결근"})", key);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(Body(answer)["remainingLeave"], 13.5);
  EXPECT_TRUE(Body(answer)["message"].is_string());
  const auto repeated = Call("POST", path, R"({"days":1.5,"reason":"결근"})", key);
  EXPECT_EQ(repeated.Header("idempotency-replayed"), "true");
  EXPECT_EQ(repeated.body, answer.body);
  ExpectProblem(Call("POST", path, R"({"days":2,"reason":"결근"})", key), 422,
                "idempotency-key-reused");
  ASSERT_EQ(PutOperation("leave:41:1:reserve", 1, "RESERVE", 4800, "leave:41:1").status, 200);
  answer = Call("POST", path, R"({"days":5})");
  ExpectProblem(answer, 409, "leave-insufficient");
  EXPECT_EQ(Body(answer)["requestedDays"], 5);
  EXPECT_EQ(Body(answer)["availableDays"], 3.5);
  EXPECT_EQ(Body(answer)["pendingDays"], 10);
  EXPECT_EQ(Call("POST", path, R"({"days":3.5})").status, 200);
  EXPECT_EQ(Call("DELETE", "/employees/" + id).status, 204);
  ExpectProblem(Call("POST", path, R"({"days":0.125})"), 409, "employee-inactive");
}

TEST_F(EmployeeDaemon, RefusesEverythingThatIsWrongAboutLeave) {
  Start();
  Hire();
  std::vector<Refusal> refusals{
      {"GET", "/employees/9/leave-balance", "", 404, "employee-not-found"},
      {"PUT", "/employees/9/leave-balance", R"({"adjustment":1})", 404, "employee-not-found"},
      {"POST", "/employees/9/deduct-leave", R"({"days":1})", 404, "employee-not-found"},
      {"PUT", "/employees/1/leave-balance", R"({"adjustment":367})", 400, "invalid-body"},
      {"POST", "/employees/1/deduct-leave", R"({"days":-1})", 400, "invalid-body"},
      {"POST", "/employees/1/deduct-leave", R"({"days":1,"minutes":1})", 400, "invalid-body"},
      {"POST", "/employees/1/deduct-leave", R"({"days":1,"days":2})", 400, "malformed-json"},
      {"GET", "/employees/1/deduct-leave", "", 405, "method-not-allowed"},
      {"PUT", "/internal/leave-ops/a", "{}", 404, "not-found"},
  };
  for (const std::string id : {"0", "-1", "9223372036854775808", "1e3", "x"}) {
    const std::string person = "/employees/" + id;
    refusals.push_back({"GET", person + "/leave-balance", "", 404, "not-found"});
    refusals.push_back({"PUT", person + "/leave-balance", R"({"adjustment":1})", 404, "not-found"});
    refusals.push_back({"POST", person + "/deduct-leave", R"({"days":1})", 404, "not-found"});
  }
  for (const std::string amount :
       {"0", "0.3", "1e308", "\"5\"", "null", "9223372036854775808", "true", "[]", "{}"}) {
    refusals.push_back({"PUT", "/employees/1/leave-balance", R"({"adjustment":)" + amount + "}",
                        400, "invalid-body"});
    refusals.push_back(
        {"POST", "/employees/1/deduct-leave", R"({"days":)" + amount + "}", 400, "invalid-body"});
  }
  for (const std::string body : {"NaN", R"({"days":NaN})", "", "{", R"({"days":1}x)"}) {
    refusals.push_back({"POST", "/employees/1/deduct-leave", body, 400, "malformed-json"});
  }
  for (const auto& refusal : refusals) {
    SCOPED_TRACE(refusal.method + " " + refusal.path + " " + refusal.body);
    ExpectProblem(Call(refusal.method, refusal.path, refusal.body), refusal.status, refusal.code);
  }
  EXPECT_EQ(Get("/employees/1/leave-balance")["remainingLeave"], 15);
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM leave_ledger")[0].Integer(0), 1);
}

TEST_F(EmployeeDaemon, RefusesEverythingThatIsWrongAboutAnOperation) {
  Start();
  Hire();
  const auto body = [](const std::string& employee, const std::string& kind,
                       const std::string& minutes, const std::string& source) {
    return R"({"employeeId":)" + employee + R"(,"kind":)" + kind + R"(,"minutes":)" + minutes +
           R"(,"source":)" + source + "}";
  };
  const std::string reserve = R"("RESERVE")";
  const std::string source = R"("leave:7:1")";
  std::vector<std::string> bodies{"[]",
                                  "5",
                                  "null",
                                  "{}",
                                  R"({"employeeId":1,"kind":"RESERVE","minutes":1})",
                                  R"({"employeeId":1,"kind":"RESERVE","source":"s"})"};
  for (const std::string employee : {"0", "-1", "9223372036854775808", "\"1\"", "null", "1.5"}) {
    bodies.push_back(body(employee, reserve, "1", source));
  }
  for (const std::string kind : {R"("reserve")", R"("CARRY")", R"("")", "null", "1"}) {
    bodies.push_back(body("1", kind, "1", source));
  }
  for (const std::string minutes : {"0", "-1", "0.3", "1e308", "\"5\"", "null",
                                    "9223372036854775808", "17568001", "-9223372036854775808"}) {
    bodies.push_back(body("1", reserve, minutes, source));
  }
  for (const std::string bad : {R"("")", R"("a b")", "null", "1", R"("\u0000")", R"("한")"}) {
    bodies.push_back(body("1", reserve, "1", bad));
  }
  bodies.push_back(body("1", reserve, "1", '"' + std::string(201, 'x') + '"'));
  bodies.push_back(body("1", reserve, "1", source + R"(,"outcome":"applied")"));
  bodies.push_back(body("1", reserve, "1", source + R"(,"reason":5)"));
  for (const auto& wrong : bodies) {
    SCOPED_TRACE(wrong);
    ExpectProblem(PutOperation("leave:7:1:reserve", wrong), 400, "invalid-body");
  }
  for (const std::string wrong : {"", "{", R"({"minutes":NaN})"}) {
    ExpectProblem(PutOperation("leave:7:1:reserve", wrong), 400, "malformed-json");
  }
  const auto good = body("1", reserve, "60", source);
  for (const std::string& id :
       {std::string(201, 'x'), std::string("a%20b"), std::string("a%22"), std::string("%ED%95%9C"),
        std::string("a%27b"), std::string("a*")}) {
    SCOPED_TRACE(id);
    ExpectProblem(PutOperation(id, good), 400, "invalid-body");
  }
  EXPECT_EQ(PutOperation("a/b", good).status, 404);
  EXPECT_EQ(PutOperation("", good).status, 404);
  EXPECT_EQ(database_.session().Query("SELECT COUNT(*) FROM leave_ledger")[0].Integer(0), 1);
  EXPECT_EQ(PutOperation(std::string(200, 'x'), good).status, 200);
}

TEST_F(EmployeeDaemon, OperationIsAppliedOnceWhenTheDaemonDiesBeforeItAnswers) {
  StartFaulty("ledger.committed:1");
  const auto id = Hire();
  EXPECT_THROW(PutOperation("leave:41:1:reserve", id, "RESERVE", 960, "leave:41:1"),
               std::runtime_error);
  EXPECT_EQ(daemon_->WaitExit(std::chrono::seconds(10)), -SIGKILL);
  Start();
  const auto answer = PutOperation("leave:41:1:reserve", id, "RESERVE", 960, "leave:41:1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("idempotency-replayed"), "true");
  EXPECT_EQ(Body(answer)["outcome"], "applied");
  EXPECT_EQ(Body(answer)["reservedMinutes"], 960);
}

// The faults below have to break what the tests of the real thing assert; otherwise those
// tests would not notice them either.
TEST_F(EmployeeDaemon, FaultOfAnAbsoluteBalanceLosesUpdates) {
  StartFaulty("ledger.absolute-balance");
  const auto id = Hire();
  {
    std::vector<std::jthread> clients;
    for (int n = 0; n < 8; ++n) {
      clients.emplace_back([&, n] {
        const std::string source = "leave:" + std::to_string(n) + ":1";
        EXPECT_EQ(PutOperation(source + ":reserve", id, "RESERVE", 480, source).status, 200);
      });
    }
  }
  const auto sums = database_.session().Query(
      "SELECT a.reserved_minutes, CAST((SELECT SUM(reserved_change) FROM leave_ledger) AS SIGNED) "
      "FROM leave_accounts a");
  EXPECT_EQ(sums[0].Integer(1), 8 * 480);
  EXPECT_LT(sums[0].Integer(0), sums[0].Integer(1));
}

TEST_F(EmployeeDaemon, FaultOfForgottenIdsEntersARepeatAgain) {
  StartFaulty("ledger.skip-dedup");
  const auto id = Hire();
  for (int n = 0; n < 2; ++n) {
    ASSERT_EQ(PutOperation("leave:41:1:reserve", id, "RESERVE", 480, "leave:41:1").status, 200);
  }
  EXPECT_EQ(Get("/employees/1/leave-balance")["pendingLeave"], 2);
}

}  // namespace
}  // namespace erp::employee
