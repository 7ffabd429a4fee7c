// HTTP bodies and the cursor.
#include <gtest/gtest.h>

#include "approval-processing/api/json.h"
#include "approval-processing/api/korean.h"
#include "approval-processing/config.h"
#include "approval-processing/service.h"
#include "json/json.h"
#include "support/translations.h"

namespace erp::approval_processing {
namespace {

TEST(ParseDecideBody, ReasonIsTakenForTheComment) {
  EXPECT_EQ(ParseDecideBody(R"({"status":"rejected","reason":"x"})")->comment, "x");
  EXPECT_EQ(ParseDecideBody(R"({"status":"rejected","reason":"x","comment":"x"})")->comment, "x");
  EXPECT_FALSE(ParseDecideBody(R"({"status":"rejected","reason":"x","comment":"y"})"));
  EXPECT_EQ(ParseRecallBody(R"({"reason":"x"})").value(), "x");
  EXPECT_FALSE(ParseRecallBody(R"({"reason":"x","comment":"y"})"));
}

TEST(DecideBodyTest, StatusAndComment) {
  const auto plain = ParseDecideBody(R"({"status":"approved"})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, DecisionStatus::kApproved);
  EXPECT_EQ(plain->comment, std::nullopt);
  const auto commented = ParseDecideBody(R"({"comment":"예산 \"초과\"","status":"rejected"})");
  ASSERT_TRUE(commented);
  EXPECT_EQ(commented->status, DecisionStatus::kRejected);
  EXPECT_EQ(commented->comment, "예산 \"초과\"");
  EXPECT_EQ(ParseDecideBody(R"({"status":"approved","comment":null})")->comment, std::nullopt);
}

class BadDecideBody : public testing::TestWithParam<const char*> {};

TEST_P(BadDecideBody, IsRefusedAsTheClientsMistake) {
  const auto body = ParseDecideBody(GetParam());
  ASSERT_FALSE(body) << GetParam();
  EXPECT_EQ(body.error().code, ErrorCode::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         BadDecideBody,
                         testing::Values("",
                                         "{}",
                                         "[]",
                                         "null",
                                         R"({"status":null})",
                                         R"({"status":"returned"})",
                                         R"({"status":"Approved"})",
                                         R"({"status":true})",
                                         R"({"status":["approved"]})",
                                         R"({"status":"approved","comment":7})",
                                         R"({"status":"approved","approverId":9})",
                                         R"({"status":"approved","status":"rejected"})",
                                         R"({"status":"approved","comment":"a\u0000b"})",
                                         "{\"status\":\"approved\",\"comment\":\"\xff\"}"));

TEST(DecideBodyTest, CommentHasALimit) {
  const auto body = [](std::size_t length) {
    return R"({"status":"approved","comment":")" + std::string(length, 'a') + "\"}";
  };
  EXPECT_TRUE(ParseDecideBody(body(1000)));
  EXPECT_FALSE(ParseDecideBody(body(1001)));
}

TEST(DecisionAnswerTest, HasTheMembersOfTheContract) {
  const Decision decision{.id = "decision:41:1:2:1:9:2c26b46b68ffc68f",
                          .approver = EmployeeId(9),
                          .status = DecisionStatus::kRejected,
                          .key = {1, 2, 1},
                          .sequence = 2,
                          .decided_at = ParseInstant("2026-11-21T01:06:00.310Z").value()};
  http::AddKorean(Korean());
  const auto body = json::Value::parse(PrintDecision(RequestId(41), decision));
  EXPECT_EQ(body, json::Value({{"message", "결재를 반려했습니다."},
                               {"requestId", 41},
                               {"status", "rejected"},
                               {"step", 2},
                               {"decisionId", "decision:41:1:2:1:9:2c26b46b68ffc68f"},
                               {"decidedAt", "2026-11-21T01:06:00.310Z"}}));
}

TEST(TaskListTest, ShowsWhatTheApproverNeeds) {
  EXPECT_EQ(PrintTasks({}).json, "[]");
  Task task;
  task.document = RequestId(41);
  task.key = {1, 2, 1};
  task.requester = EmployeeId(3);
  task.requester_name = "김민수";
  task.form = "annual-leave";
  task.texts.title = "테스트 장비 구매";
  task.texts.content = "서버 2대";
  task.texts.fields = R"({"dueDate":"2026-11-30","leaveDays":1.5})";
  task.steps = {{1, EmployeeId(5), "approved"}, {2, EmployeeId(9), "pending"}};
  task.created_at = ParseInstant("2026-11-21T01:02:03.004Z").value();
  task.opened_at = ParseInstant("2026-11-21T01:05:00.120Z").value();
  const auto list = json::Value::parse(PrintTasks({.tasks = {task}}).json);
  EXPECT_EQ(list, json::Value::parse(R"([{
      "requestId": 41, "round": 1, "step": 2, "attempt": 1, "lastStep": false,
      "reasonRequired": false, "requesterId": 3, "requesterName": "김민수", "type": "ANNUAL_LEAVE",
      "form": "annual-leave", "title": "테스트 장비 구매", "content": "서버 2대",
      "fields": {"dueDate": "2026-11-30", "leaveDays": 1.5},
      "steps": [{"step": 1, "approverId": 5, "status": "approved"},
                {"step": 2, "approverId": 9, "status": "pending"}],
      "createdAt": "2026-11-21T01:02:03.004Z", "openedAt": "2026-11-21T01:05:00.120Z"}])"));
}

TEST(TaskListTest, EndsWhereItsBytesDoAndTheNextPageBeginsBehindTheLastTaskShown) {
  QueuePage page;
  for (std::int64_t id = 1; id <= 3; ++id) {
    Task task;
    task.document = RequestId(id);
    task.created_at = Instant(std::chrono::milliseconds(id));
    task.texts.content = std::string(kPageBytes / 5, '"');  // twice as long in JSON
    page.tasks.push_back(task);
  }
  const auto printed = PrintTasks(page);
  EXPECT_LE(printed.json.size(), kPageBytes);
  EXPECT_EQ(json::Value::parse(printed.json).size(), 2U);
  EXPECT_EQ(printed.next, (QueuePosition{page.tasks[1].created_at, RequestId(2)}));
  page.tasks.front().texts.content = std::string(kPageBytes, 'x');
  EXPECT_EQ(json::Value::parse(PrintTasks(page).json).size(), 1U) << "one comes anyway";
}

TEST(QueueCursor, ReadsWhatItPrintsAndNothingElse) {
  const QueuePosition position{ParseInstant("2026-11-21T01:02:03.004Z").value(), RequestId(41)};
  EXPECT_EQ(ParseCursor(PrintCursor(position)), position);
  for (const auto* bad :
       {"", ".", "1", "1.", ".1", "1.2.3", "a.1", "1.a", "-1.1", "1.-1", " 1.1"}) {
    EXPECT_FALSE(ParseCursor(bad)) << bad;
  }
}

std::vector<std::string> Mistakes(std::map<std::string, std::string> environment) {
  Config config;
  config::Table table(kName, "0.1.0", kIdentity.sentence);
  daemon::DescribeSettings(table, config, kIdentity.http_port, kIdentity.operator_port);
  Describe(table, config);
  for (const char* needed :
       {"OIDC_ISSUER", "SERVICE_TOKEN_URL", "SERVICE_CLIENT", "SERVICE_SECRET"}) {
    environment.emplace(needed, "https://issuer.test");
  }
  return table.Load([&environment](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(ProcessingConfig, NeedsOnlyItsEngines) {
  EXPECT_TRUE(Mistakes({{"REDIS_URL", "redis://a"}, {"KAFKA_BROKERS", "b:1"}}).empty());
  EXPECT_EQ(Mistakes({}).size(), 2U);
}

TEST(ProcessingConfig, DevelopmentModeIsRefusedInProduction) {
  EXPECT_EQ(Mistakes({{"REDIS_URL", "redis://a"},
                      {"KAFKA_BROKERS", "b:1"},
                      {"ENV", "prod"},
                      {"AUTH_MODE", "dev"}})
                .size(),
            1U);
}

TEST(ProcessingConfig, TenantCannotLeaveItsKeys) {
  EXPECT_EQ(
      Mistakes({{"REDIS_URL", "redis://a"}, {"KAFKA_BROKERS", "b:1"}, {"TENANT", "a}:b"}}).size(),
      1U);
}

TEST(Korean, HasThePlacesOfTheEnglish) {
  EXPECT_EQ(test::MistakesIn(Korean()), std::vector<std::string>());
}

}  // namespace
}  // namespace erp::approval_processing
