// The routes about quests of the employee daemon as it is delivered.
#include <atomic>
#include <thread>

#include "component/employee_fixture.h"

namespace erp::employee {
namespace {

class EmployeeQuestDaemon : public EmployeeDaemon {
 protected:
  void Begin() {
    Start();
    People();
  }
  void People() {
    manager_ = Hire("김부장");
    reviewer_ = Hire("박차장");
    worker_ = Hire("이사원");
  }

  HttpAnswer Offer(const Value& more = Value::object()) {
    Value body{{"title", "문서 정리"},
               {"description", "위키를 정리한다"},
               {"rewardDays", 1.5},
               {"department", "개발팀"},
               {"createdBy", manager_}};
    body.update(more);
    return Call("POST", "/quests", json::Dump(body));
  }
  std::string NewQuest(const Value& more = Value::object()) {
    const auto answer = Offer(more);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/quests/" + std::to_string(Body(answer)["id"].get<std::int64_t>());
  }
  HttpAnswer Move(const std::string& path, std::int64_t person, const HttpHeaders& headers = {}) {
    return Call("POST", path, json::Dump({{"employeeId", person}}), headers);
  }
  std::string Query(const std::string& path, const char* name, std::int64_t person) {
    return path + "?" + name + "=" + std::to_string(person);
  }
  std::int64_t Grants() {
    return database_.session()
        .Query("SELECT COUNT(*) FROM leave_ledger WHERE op_id LIKE 'quest:%'")[0]
        .Integer(0);
  }

  std::int64_t manager_ = 0;
  std::int64_t reviewer_ = 0;
  std::int64_t worker_ = 0;
};

// The shapes that existing clients know, as they send and read them.
TEST_F(EmployeeQuestDaemon, AQuestIsWalkedAsExistingClientsDo) {
  Begin();
  const auto created = Offer();
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.Header("location"), "quests/1");
  EXPECT_EQ(Body(created)["id"], 1);
  EXPECT_TRUE(Body(created)["message"].is_string());

  auto quest = Get("/quests").at(0);
  EXPECT_EQ(quest["title"], "문서 정리");
  EXPECT_EQ(quest["description"], "위키를 정리한다");
  EXPECT_EQ(quest["rewardDays"], 1.5);
  EXPECT_EQ(quest["department"], "개발팀");
  EXPECT_EQ(quest["createdBy"], manager_);
  EXPECT_EQ(quest["createdByName"], "김부장");
  EXPECT_EQ(quest["status"], "AVAILABLE");
  EXPECT_EQ(quest["progressList"], Value::array());
  const auto available = Get(Query("/quests/available", "employeeId", worker_));
  EXPECT_EQ(available.at(0)["id"], 1);
  EXPECT_EQ(available.at(0)["status"], "AVAILABLE");
  EXPECT_EQ(Get(Query("/quests/my-created", "managerId", manager_)).at(0)["acceptedBy"], nullptr);

  EXPECT_EQ(Move("/quests/1/accept", worker_).status, 200);
  quest = Get("/quests").at(0);
  EXPECT_EQ(quest["progressList"].at(0)["employeeId"], worker_);
  EXPECT_EQ(quest["progressList"].at(0)["employeeName"], "이사원");
  EXPECT_EQ(quest["progressList"].at(0)["status"], "IN_PROGRESS");
  EXPECT_EQ(Get(Query("/quests/available", "employeeId", worker_)), Value::array());

  EXPECT_EQ(Move("/quests/1/complete", worker_).status, 200);
  auto mine = Get(Query("/quests/my-quests", "employeeId", worker_)).at(0);
  EXPECT_EQ(mine["questId"], 1);
  EXPECT_EQ(mine["title"], "문서 정리");
  EXPECT_EQ(mine["rewardDays"], 1.5);
  EXPECT_EQ(mine["status"], "WAITING_APPROVAL");
  const auto made = Get(Query("/quests/my-created", "managerId", manager_)).at(0);
  EXPECT_EQ(made["id"], 1);
  EXPECT_EQ(made["acceptedBy"], worker_);
  EXPECT_EQ(made["status"], "WAITING_APPROVAL");
  EXPECT_EQ(made["rewardDays"], 1.5);

  EXPECT_EQ(Call("PUT", "/quests/1/reject", R"({"reason":"다시"})").status, 200);
  mine = Get(Query("/quests/my-quests", "employeeId", worker_)).at(0);
  EXPECT_EQ(mine["status"], "REJECTED");
  EXPECT_EQ(mine["rejectReason"], "다시");
  EXPECT_EQ(Move("/quests/1/complete", worker_).status, 200);
  EXPECT_EQ(Call("PUT", "/quests/1/approve").status, 200);
  EXPECT_EQ(Get(Query("/quests/my-quests", "employeeId", worker_)).at(0)["status"], "APPROVED");
  const auto claimed = Move("/quests/1/claim", worker_);
  EXPECT_EQ(claimed.status, 200) << claimed.body;
  EXPECT_EQ(Body(claimed)["newLeaveBalance"], 16.5);
  EXPECT_TRUE(Body(claimed)["message"].is_string());
  EXPECT_EQ(Get("/employees/" + std::to_string(worker_))["annualLeaveBalance"], 16.5);
  ExpectProblem(Move("/quests/1/claim", worker_), 409, "participation-state");
  ExpectProblem(Call("PUT", "/quests/1/approve"), 409, "nobody-waiting");

  const auto deleted = Call("DELETE", "/quests/1");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_TRUE(Body(deleted)["message"].is_string());
  EXPECT_EQ(Get("/quests"), Value::array());
  EXPECT_EQ(Grants(), 1);
}

TEST_F(EmployeeQuestDaemon, EvidenceIsKeptForEachAttemptAndReadBack) {
  Begin();
  const auto quest = NewQuest();
  ASSERT_EQ(Move(quest + "/accept", worker_).status, 200);
  const auto complete = [&](const std::string& evidence) {
    return Call("POST", quest + "/complete",
                R"({"employeeId":)" + std::to_string(worker_) + R"(,"evidence":)" + evidence + "}");
  };
  ASSERT_EQ(complete(R"({"text":"끝","links":["https://wiki.example.com/1"]})").status, 200);
  const auto waiting = Get("/quests/waiting");
  EXPECT_EQ(waiting.at(0)["employeeName"], "이사원");
  EXPECT_EQ(waiting.at(0)["evidence"]["links"].at(0), "https://wiki.example.com/1");
  const std::string by = "?actorId=" + std::to_string(reviewer_);
  ASSERT_EQ(Call("PUT", quest + "/reject" + by, R"({"reason":"표가 없습니다"})").status, 200);
  ASSERT_EQ(complete(R"({"text":"표 추가"})").status, 200);
  const auto attempts = Get(quest + "/participants/" + std::to_string(worker_) + "/attempts");
  ASSERT_EQ(attempts.size(), 2);
  EXPECT_EQ(attempts[0]["attempt"], 2);
  EXPECT_EQ(attempts[0]["verdict"], nullptr);
  EXPECT_EQ(attempts[1]["verdict"], "REJECTED");
  EXPECT_EQ(attempts[1]["reviewedBy"], reviewer_);
  EXPECT_EQ(attempts[1]["reason"], "표가 없습니다");
  EXPECT_EQ(attempts[1]["evidence"]["text"], "끝");
  for (const auto* wrong :
       {R"({"links":["javascript:alert"]})", R"({"links":[1]})", R"({"links":"x"})",
        R"({"text":1})", R"({"other":"x"})", R"("x")", R"({"links":[""]})"}) {
    ExpectProblem(complete(wrong), 400, "invalid-body");
  }
}

TEST_F(EmployeeQuestDaemon, ABatchAnswersItemByItem) {
  Begin();
  const auto quest = NewQuest();
  const auto other = Hire("최사원");
  for (const auto person : {worker_, other}) {
    ASSERT_EQ(Move(quest + "/accept", person).status, 200);
    ASSERT_EQ(Move(quest + "/complete", person).status, 200);
  }
  ExpectProblem(Call("PUT", quest + "/approve"), 409, "several-waiting");
  const auto review = [&](const std::string& items) {
    return Call("POST", quest + "/reviews?actorId=" + std::to_string(reviewer_),
                R"({"items":)" + items + "}");
  };
  const auto item = [](std::int64_t person, const std::string& rest) {
    return R"({"employeeId":)" + std::to_string(person) + "," + rest + "}";
  };
  const auto answer = review("[" + item(worker_, R"("status":"APPROVED")") + "," +
                             item(other, R"("status":"REJECTED","reason":"다시")") + "," +
                             item(reviewer_, R"("status":"APPROVED")") + "]");
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto results = Body(answer)["results"];
  EXPECT_EQ(results[0]["status"], "APPROVED");
  EXPECT_EQ(results[1]["status"], "REJECTED");
  EXPECT_EQ(results[2]["error"]["code"], "nobody-waiting");
  std::string many;
  for (int n = 1; n <= 101; ++n) {
    many += (n == 1 ? "" : ",") + item(n, R"("status":"APPROVED")");
  }
  ExpectProblem(review("[" + many + "]"), 400, "invalid-body");
  ExpectProblem(review("[]"), 400, "invalid-body");
  ExpectProblem(review("[" + item(worker_, R"("status":"REJECTED")") + "]"), 400, "invalid-body");
  ExpectProblem(review("[" + item(worker_, R"("status":"APPROVED")") + "," +
                       item(worker_, R"("status":"APPROVED")") + "]"),
                400, "invalid-body");
}

TEST_F(EmployeeQuestDaemon, AnEditNamesTheVersionThatItIsBasedOn) {
  Begin();
  const auto quest = NewQuest({{"maxParticipants", 3}});
  const auto read = Call("GET", quest);
  EXPECT_EQ(read.Header("etag"), "\"1\"");
  EXPECT_EQ(
      Call("PUT", quest, R"({"rewardDays":2,"closesOn":"2999-01-01"})", {{"If-Match", "\"1\""}})
          .status,
      200);
  EXPECT_EQ(Get(quest)["rewardDays"], 2);
  EXPECT_EQ(Get(quest)["closesOn"], "2999-01-01");
  ExpectProblem(Call("PUT", quest, R"({"title":"제목"})", {{"If-Match", "\"1\""}}), 412,
                "version-mismatch");
  EXPECT_EQ(Call("PUT", quest, R"({"maxParticipants":null,"closesOn":null})").status, 200);
  EXPECT_EQ(Get(quest)["maxParticipants"], nullptr);
  for (const auto* wrong :
       {R"({"rewardDays":0.3})", R"({"rewardDays":null})", R"({"title":""})", "{}", R"({"id":7})",
        R"({"closesOn":"2026-02-30"})", R"({"opensOn":"2999-01-02","closesOn":"2999-01-01"})"}) {
    ExpectProblem(Call("PUT", quest, wrong), 400, "invalid-body");
  }
}

TEST_F(EmployeeQuestDaemon, QuestsThatCannotBeAreRefused) {
  Begin();
  for (const Value& wrong : {Value{{"rewardDays", 0}},
                             Value{{"rewardDays", -1}},
                             Value{{"rewardDays", 0.3}},
                             Value{{"rewardDays", "1"}},
                             Value{{"rewardDays", 366.125}},
                             Value{{"rewardDays", 1e300}},
                             Value{{"title", " "}},
                             Value{{"title", std::string(201, 'x')}},
                             Value{{"title", nullptr}},
                             Value{{"description", std::string(4001, 'x')}},
                             Value{{"department", ""}},
                             Value{{"createdBy", 0}},
                             Value{{"createdBy", "1"}},
                             Value{{"maxParticipants", 0}},
                             Value{{"maxParticipants", 100001}},
                             Value{{"maxParticipants", 1.5}},
                             Value{{"closesOn", "2020-01-01"}},
                             Value{{"closesOn", "2027-02-29"}},
                             Value{{"opensOn", "2999-02-01"}, {"closesOn", "2999-01-31"}},
                             Value{{"reviewDays", 367}},
                             Value{{"status", "APPROVED"}},
                             Value{{"id", 1}}}) {
    const auto answer = Offer(wrong);
    ExpectProblem(answer, 400, "invalid-body");
  }
  ExpectProblem(Offer({{"createdBy", 9999}}), 404, "employee-not-found");
  EXPECT_EQ(Get("/quests"), Value::array());
}

TEST_F(EmployeeQuestDaemon, WhatIsAboveTheBudgetWaitsForHumanResources) {
  Migrate();
  auto environment = Environment();
  environment["QUEST_BUDGET_DAYS"] = "3";
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = environment});
  daemon_->WaitReady();
  People();
  const auto hr = Hire("인사담당", "인사팀");
  const auto draft = Offer({{"maxParticipants", 3}});
  EXPECT_EQ(Body(draft)["status"], "DRAFT");
  EXPECT_EQ(Get("/quests"), Value::array());
  EXPECT_EQ(Get("/quests?status=DRAFT").size(), 1);
  ExpectProblem(Move("/quests/1/accept", worker_), 409, "quest-not-open");
  ExpectProblem(Call("PUT", "/quests/1/approve-budget?actorId=" + std::to_string(manager_)), 403,
                "budget-approver");
  EXPECT_EQ(Call("PUT", "/quests/1/approve-budget?actorId=" + std::to_string(hr)).status, 200);
  EXPECT_EQ(Get("/quests").at(0)["status"], "AVAILABLE");
  EXPECT_EQ(Move("/quests/1/accept", worker_).status, 200);
}

// Kills the daemon in the middle of a claim: before the commit nothing of it happened, after it
// all of it, and a repeat finds that.
class EmployeeQuestCrash : public EmployeeQuestDaemon,
                           public testing::WithParamInterface<const char*> {};

TEST_P(EmployeeQuestCrash, AClaimThatTheDaemonDiesInIsWholeOrNotAtAll) {
  StartFaulty(std::string(GetParam()) + ":1");
  People();
  const auto quest = NewQuest();
  ASSERT_EQ(Move(quest + "/accept", worker_).status, 200);
  ASSERT_EQ(Move(quest + "/complete", worker_).status, 200);
  ASSERT_EQ(Call("PUT", quest + "/approve").status, 200);
  const HttpHeaders key{{"Idempotency-Key", "claim-1"}};
  EXPECT_ANY_THROW((void)Move(quest + "/claim", worker_, key)) << "it dies without an answer";
  const auto count = [&](const std::string& condition) {
    return database_.session()
        .Query("SELECT COUNT(*) FROM quest_participations WHERE " + condition)[0]
        .Integer(0);
  };
  EXPECT_EQ(Grants(), count("state = 'CLAIMED'")) << "nothing is half done";
  EXPECT_EQ(Grants(), std::string(GetParam()) == "quest.claimed" ? 1 : 0);
  daemon_.emplace(test::DaemonOptions{.name = "employee", .environment = Environment()});
  daemon_->WaitReady();
  const auto again = Move(quest + "/claim", worker_, key);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(Body(again)["newLeaveBalance"], 16.5);
  EXPECT_EQ(Grants(), 1);
  EXPECT_EQ(count("state = 'CLAIMED'"), 1);
}

INSTANTIATE_TEST_SUITE_P(BeforeAndAfterTheCommit,
                         EmployeeQuestCrash,
                         testing::Values("quest.claiming", "quest.claimed"),
                         [](const auto& point) {
                           return std::string(point.param) == "quest.claimed" ? "After" : "Before";
                         });

}  // namespace
}  // namespace erp::employee
