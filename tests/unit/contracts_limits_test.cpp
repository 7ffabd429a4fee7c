// Members of events at their limits: the last that is taken, the first that is not.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "contracts/approval_events.h"
#include "contracts/document_texts.h"
#include "contracts/notification_events.h"
#include "contracts/result_events.h"
#include "json/json.h"
#include "support/environment.h"

namespace erp::contracts {
namespace {

json::Value Example(const std::string& event) {
  return json::Parse(test::ReadFile(test::SourceDir() / "proto/events" / (event + ".example.json")))
      .value();
}

bool Opens(const json::Value& body) { return DecodeStepOpened(json::Dump(body)).ok(); }

TEST(LeaveOfAnEvent, IsAPositiveNumberOfDaysInWholeMinutes) {
  auto body = Example("approval.step-opened");
  const auto minutes = [&](const json::Value& days) -> std::int64_t {
    body["leaveDays"] = days;
    const auto event = DecodeStepOpened(json::Dump(body));
    return event ? event->leave_minutes : -1;
  };
  EXPECT_EQ(minutes(0.125), 60);
  EXPECT_EQ(minutes(2), 960);
  for (const json::Value& wrong : std::vector<json::Value>{0, -1, 0.001, "1", true, 1e9}) {
    EXPECT_EQ(minutes(wrong), -1) << wrong;
  }
  body.erase("leaveDays");
  EXPECT_EQ(DecodeStepOpened(json::Dump(body))->leave_minutes, 0);
}

// A document may have no content; an event of it says so, and does not leave it out.
TEST(TextsOfAnEvent, WhatIsRequiredIsThereWhenItIsEmpty) {
  json::Value body = json::Value::object();
  AddTexts({.title = "제목", .content = ""}, body);
  EXPECT_EQ(json::Dump(body), R"({"content":"","fields":{},"title":"제목"})");
}

TEST(FormOfAnEvent, NeedsATypeAndIsNamedAsFormsAre) {
  auto body = Example("approval.step-opened");
  body["form"] = "annual-leave";
  EXPECT_TRUE(Opens(body));
  body["type"] = "";
  EXPECT_FALSE(Opens(body)) << "although its form is named";
  body["type"] = std::string(41, 'A');
  EXPECT_FALSE(Opens(body));
  body["type"] = std::string(40, 'A');
  EXPECT_TRUE(Opens(body));
  body["form"] = "Not A Form";
  EXPECT_FALSE(Opens(body));
}

TEST(HashOfAnEvent, IsOfSixtyFourLowerHexDigits) {
  auto body = Example("approval.step-decided");
  const auto decodes = [&](const std::string& hash) {
    body["contentHash"] = hash;
    return DecodeStepDecided(json::Dump(body)).ok();
  };
  EXPECT_TRUE(decodes(std::string(64, '0')));
  EXPECT_TRUE(decodes(std::string(64, 'f')));
  EXPECT_FALSE(decodes(std::string(63, 'f')));
  EXPECT_FALSE(decodes(std::string(65, 'f')));
  EXPECT_FALSE(decodes(std::string(64, 'F')));
  EXPECT_FALSE(decodes(std::string(64, 'g')));
}

TEST(RecipientOfAMove, HasAnIdANameAPositionAndADepartment) {
  for (const char* member : {"approverId", "name", "position", "department"}) {
    auto body = Example("approval.task-moved");
    ASSERT_TRUE(body["to"].contains(member)) << member;
    body["to"].erase(member);
    EXPECT_FALSE(DecodeTaskMoved(json::Dump(body))) << member;
  }
  auto body = Example("approval.task-moved");
  EXPECT_TRUE(DecodeTaskMoved(json::Dump(body)));
  body.erase("to");
  EXPECT_FALSE(DecodeTaskMoved(json::Dump(body)));
}

TEST(OutcomeOfAClosedRound, IsAWordOfSmallLettersAndLowLines) {
  auto body = Example("approval.closed");
  const auto decodes = [&](const std::string& outcome) {
    body["outcome"] = outcome;
    return DecodeRoundClosed(json::Dump(body)).ok();
  };
  for (const std::string& word :
       {std::string("approved"), std::string("a_z"), std::string(40, 'z')}) {
    EXPECT_TRUE(decodes(word)) << word;
  }
  for (const std::string& other : {std::string(), std::string("Approved"), std::string("a b"),
                                   std::string("a1"), std::string("a-b"), std::string(41, 'z')}) {
    EXPECT_FALSE(decodes(other)) << other;
  }
}

}  // namespace
}  // namespace erp::contracts
