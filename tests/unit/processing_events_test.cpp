// Events in: the examples of the contract, and what must not get in.
#include <gtest/gtest.h>

#include "approval-processing/api/events.h"
#include "json/json.h"
#include "support/environment.h"

namespace erp::approval_processing {
namespace {

std::string Example(const std::string& event) {
  return test::ReadFile(test::SourceDir() / "proto/events" / (event + ".example.json"));
}

// The example with one member changed, or removed when `value` is discarded.
std::string Changed(const std::string& event,
                    const std::string& pointer,
                    const json::Value& value) {
  auto body = json::Value::parse(Example(event));
  body[json::Value::json_pointer(pointer)] = value;
  return body.dump();
}
std::string Without(const std::string& event, const std::string& member) {
  auto body = json::Value::parse(Example(event));
  EXPECT_EQ(body.erase(member), 1U);
  return body.dump();
}

TEST(StepOpenedEvent, ExampleIsReadWhole) {
  const auto opened = DecodeStepOpened(Example("approval.step-opened"));
  ASSERT_TRUE(opened) << opened.error().message;
  const OpenedStep expected{
      .document = RequestId(41),
      .key = {1, 2, 1},
      .order = 3,
      .result_base = 1,
      .version = 2,
      .last_step = true,
      .reason_required = false,
      .approvers = {EmployeeId(9)},
      .requester = EmployeeId(3),
      .requester_name = "김민수",
      .form = "general",
      .texts = {.title = "테스트 장비 구매",
                .content = "성능 시험용 서버 2대",
                .fields = R"({"dueDate":"2026-11-30"})"},
      .content_hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      .steps = {{1, EmployeeId(5), "approved"}, {2, EmployeeId(9), "pending"}},
      .created_at = ParseInstant("2026-11-21T01:02:03.004Z").value(),
      .opened_at = ParseInstant("2026-11-21T01:05:00.120Z").value()};
  EXPECT_EQ(*opened, expected);
}

TEST(ClosedEvent, ExampleIsReadWhole) {
  const auto closed = DecodeClosed(Example("approval.closed"));
  ASSERT_TRUE(closed) << closed.error().message;
  EXPECT_EQ(*closed, (ClosedRound{RequestId(41), 1, 4, 2}));
}

TEST(RequestEvents, MembersAndWordsOfNewerProducersAreAccepted) {
  const std::string event = "approval.step-opened";
  EXPECT_TRUE(DecodeStepOpened(Changed(event, "/addedLater", {{"a", 1}})));
  EXPECT_TRUE(DecodeStepOpened(Changed(event, "/steps/0/addedLater", 1)));
  EXPECT_TRUE(DecodeStepOpened(Changed(event, "/approvers/0/addedLater", "x")));
  EXPECT_TRUE(DecodeStepOpened(Changed(event, "/steps/0/status", "held")));
  EXPECT_TRUE(DecodeClosed(Changed("approval.closed", "/outcome", "expired")));
}

TEST(RequestEvents, EveryRequiredMemberIsMissed) {
  for (const auto* member :
       {"requestId", "round", "step", "attempt", "order", "resultBase", "lastStep", "rule",
        "reasonRequired", "approvers", "requesterId", "requesterName", "type", "title", "content",
        "contentHash", "steps", "createdAt", "openedAt"}) {
    const auto opened = DecodeStepOpened(Without("approval.step-opened", member));
    ASSERT_FALSE(opened) << member;
    EXPECT_EQ(opened.error().fields.at(0).pointer, std::string("/") + member);
  }
  for (const auto* member : {"requestId", "round", "order", "outcome", "closedAt"}) {
    EXPECT_FALSE(DecodeClosed(Without("approval.closed", member))) << member;
  }
}

struct BadMember {
  const char* pointer;
  json::Value value;
};

TEST(RequestEvents, ValuesOutsideTheContractAreRefused) {
  const std::vector<BadMember> table{{"/requestId", 0},
                                     {"/requestId", -1},
                                     {"/requestId", "41"},
                                     {"/requestId", 1.5},
                                     {"/requestId", 1e30},
                                     {"/round", 0},
                                     {"/order", 9007199254740994},
                                     {"/step", 21},
                                     {"/attempt", 0},
                                     {"/resultBase", -1},
                                     {"/lastStep", 1},
                                     {"/reasonRequired", nullptr},
                                     {"/rule", "ANY"},
                                     {"/rule", "all"},
                                     {"/approvers", json::Value::array()},
                                     {"/approvers", json::Value::object()},
                                     {"/approvers/0", 9},
                                     {"/approvers/0/approverId", 0},
                                     {"/steps", json::Value::array()},
                                     {"/steps/0/status", "a:b,c"},
                                     {"/steps/1/step", 0},
                                     {"/contentHash", "abc"},
                                     {"/contentHash", std::string(63, 'a') + "\""},
                                     {"/title", 7},
                                     {"/createdAt", "yesterday"},
                                     {"/openedAt", 1763690523},
                                     {"/content", std::string("a\0b", 3)}};
  for (const auto& [pointer, value] : table) {
    const auto body = Changed("approval.step-opened", pointer, value);
    EXPECT_FALSE(DecodeStepOpened(body)) << pointer << " = " << value;
  }
}

class BadBody : public testing::TestWithParam<const char*> {};

TEST_P(BadBody, IsRefused) {
  EXPECT_FALSE(DecodeStepOpened(GetParam()));
  EXPECT_FALSE(DecodeClosed(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Table,
                         BadBody,
                         testing::Values("",
                                         " ",
                                         "null",
                                         "[]",
                                         "\"text\"",
                                         "{",
                                         "{}",
                                         "42",
                                         "{\"requestId\":41,\"requestId\":42}",
                                         "{\"requestId\":\"\\ud800\"}",
                                         "\xff\xfe",
                                         "{\"a\":1}{\"b\":2}"));

class NoStore final : public TaskStore {
 public:
  OpenOutcome Open(const OpenedStep&) override {
    ++calls;
    return OpenOutcome::kOpened;
  }
  CloseOutcome Close(const ClosedRound&) override {
    ++calls;
    return CloseOutcome::kClosed;
  }
  Verdict Decide(const DecisionCommand&, const std::string&) override { return {}; }
  Verdict Recall(const RecallCommand&, const std::string&) override { return {}; }
  QueuePage List(EmployeeId, int, const std::optional<QueuePosition>&) override { return {}; }
  int calls = 0;
};

class RequestMessageTest : public testing::Test {
 protected:
  static bus::Message Good(const std::string& type) {
    bus::Message message;
    message.key = "41";
    message.body = Example(type);
    message.envelope.type = type;
    return message;
  }
  // The slug of the refusal, or "" when the message was handled.
  std::string Handle(const bus::Message& message) {
    const auto result = handler_(message);
    return result.ok() ? std::string() : result.error().slug;
  }

  metrics::Registry registry_;
  NoStore store_;
  Tasks tasks_{store_};
  bus::Handler handler_ = OnRequestEvent(tasks_, registry_);
};

TEST_F(RequestMessageTest, AnEventOfAnUnknownTypeIsIgnoredAndCounted) {
  auto message = Good("approval.step-opened");
  message.envelope.type = "approval.step-opened.v2";
  EXPECT_EQ(Handle(message), "");
  message.body = "not JSON";
  message.key.reset();
  EXPECT_EQ(Handle(message), "") << "whatever it holds";
  EXPECT_EQ(store_.calls, 0);
  EXPECT_NE(registry_.Text().find("kafka_consumer_ignored_total 2"), std::string::npos);
}

TEST_F(RequestMessageTest, BothEventsReachTheirUseCase) {
  EXPECT_EQ(Handle(Good("approval.step-opened")), "");
  EXPECT_EQ(Handle(Good("approval.closed")), "");
  EXPECT_EQ(store_.calls, 2);
}

TEST_F(RequestMessageTest, WhatCannotBeHandledIsRefusedForGood) {
  auto message = Good("approval.step-opened");
  message.envelope = {};
  EXPECT_EQ(Handle(message), "no-event-type");

  message = Good("approval.step-opened");
  message.body.reset();
  EXPECT_EQ(Handle(message), "incomplete-record");
  message = Good("approval.step-opened");
  message.key.reset();
  EXPECT_EQ(Handle(message), "incomplete-record");
  message = Good("approval.closed");
  message.key = "42";
  EXPECT_EQ(Handle(message), "wrong-key");
  message = Good("approval.step-opened");
  message.body = "not JSON";
  EXPECT_EQ(Handle(message), "malformed-json");
  message = Good("approval.step-opened");
  message.body = Changed("approval.step-opened", "/requesterId", 9);
  EXPECT_EQ(Handle(message), "opened-step-invalid");
  EXPECT_EQ(store_.calls, 0);
}

}  // namespace
}  // namespace erp::approval_processing
