// The events against the examples of proto/events, in both directions: what is decoded and encoded
// again is the example, so nothing of it is lost and nothing is added.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "contracts/approval_events.h"
#include "contracts/employee_events.h"
#include "contracts/envelope.h"
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

// One event, without its type.
struct Codec {
  std::string type;
  // The body decoded and encoded again, or the slug of what is wrong.
  std::string (*again)(const std::string& body);
  // What an earlier release did not say, and what nobody decides by.
  std::vector<std::string> optional;
};

template <typename Event, Result<Event> (*kDecode)(std::string_view)>
std::string Again(const std::string& body) {
  const auto event = kDecode(body);
  if (!event) return event.error().slug;
  EXPECT_EQ(kDecode(Encode(*event)).value(), *event);
  return Encode(*event);
}

const std::vector<Codec>& Codecs() {
  static const std::vector<Codec> kCodecs{
      {StepOpened::kType,
       Again<StepOpened, DecodeStepOpened>,
       {"version", "recallable", "form", "fields"}},
      {RoundClosed::kType, Again<RoundClosed, DecodeRoundClosed>, {"resultBase"}},
      {StepDecided::kType, Again<StepDecided, DecodeStepDecided>, {"comment"}},
      {Recalled::kType, Again<Recalled, DecodeRecalled>, {"comment"}},
      {TaskMoved::kType, Again<TaskMoved, DecodeTaskMoved>, {"because"}},
      {EmployeeChanged::kType, Again<EmployeeChanged, DecodeEmployeeChanged>, {"before"}},
      {NotificationRequested::kType, Again<NotificationRequested, DecodeNotificationRequested>, {}},
      {NotificationSettled::kType,
       Again<NotificationSettled, DecodeNotificationSettled>,
       {"approvalId", "reason", "timestamp"}}};
  return kCodecs;
}

class Events : public testing::TestWithParam<Codec> {};

TEST_P(Events, TheExampleComesBackAsItWas) {
  const auto example = Example(GetParam().type);
  EXPECT_EQ(json::Parse(GetParam().again(json::Dump(example))).value(), example);
}

TEST_P(Events, OnlyWhatAReleaseBeforeDidNotSayMayBeMissing) {
  const auto& [type, again, optional] = GetParam();
  const auto example = Example(type);
  for (const auto& [member, value] : example.items()) {
    auto without = example;
    without.erase(member);
    const bool may_be = std::find(optional.begin(), optional.end(), member) != optional.end();
    EXPECT_EQ(again(json::Dump(without)) != "invalid-body", may_be) << type << " " << member;
  }
}

TEST_P(Events, MembersOfANewerReleaseAreIgnored) {
  const auto& [type, again, optional] = GetParam();
  auto newer = Example(type);
  newer["addedLater"] = {{"a", 1}};
  EXPECT_EQ(json::Parse(again(json::Dump(newer))).value(), Example(type));
}

TEST_P(Events, WhatIsNoneIsRefused) {
  for (const auto* body : {"", "null", "[]", "{}", "7", R"("approved")"}) {
    const auto said = GetParam().again(body);
    EXPECT_TRUE(said == "invalid-body" || said == "malformed-json") << body << ": " << said;
  }
}

std::string NameOf(const testing::TestParamInfo<Codec>& info) {
  std::string name = info.param.type;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Events, testing::ValuesIn(Codecs()), NameOf);

TEST(Contracts, EveryEventWithAnExampleHasACodec) {
  std::size_t examples = 0;
  for (const auto& file : std::filesystem::directory_iterator(test::SourceDir() / "proto/events")) {
    examples += file.path().string().ends_with(".example.json") ? 1 : 0;
  }
  EXPECT_EQ(Codecs().size(), examples);
}

TEST(StepOpenedEvent, LeaveTravelsAsDaysAndIsMinutesHere) {
  auto event = DecodeStepOpened(json::Dump(Example(StepOpened::kType))).value();
  event.leave_minutes = 180;
  const auto body = json::Parse(Encode(event)).value();
  EXPECT_EQ(body["leaveDays"], 0.375);
  EXPECT_EQ(DecodeStepOpened(json::Dump(body))->leave_minutes, 180);
  for (const auto& wrong : {json::Value("1"), json::Value(0), json::Value(-1), json::Value(0.0001),
                            json::Value(1e300)}) {
    auto changed = body;
    changed["leaveDays"] = wrong;
    EXPECT_FALSE(DecodeStepOpened(json::Dump(changed))) << wrong;
  }
}

TEST(ResultEvents, ARejectionAndAnEmptyCommentComeBack) {
  auto event = DecodeStepDecided(json::Dump(Example(StepDecided::kType))).value();
  event.approved = false;
  event.comment.clear();
  const auto body = json::Parse(Encode(event)).value();
  EXPECT_EQ(body["status"], "rejected");
  EXPECT_FALSE(body.contains("comment"));
  EXPECT_EQ(DecodeStepDecided(json::Dump(body)).value(), event);
}

TEST(EmployeeChangedEvent, ALeaverNamesTheSuccessorAndSomebodyHiredHasNoStateBefore) {
  auto event = DecodeEmployeeChanged(json::Dump(Example(EmployeeChanged::kType))).value();
  event.changes = {"left"};
  event.after.active = false;
  event.reassign_to = EmployeeId(9);
  auto body = json::Parse(Encode(event)).value();
  EXPECT_EQ(body["reassignTo"], 9);
  EXPECT_EQ(DecodeEmployeeChanged(json::Dump(body)).value(), event);
  event.before.reset();
  event.after.manager.reset();
  body = json::Parse(Encode(event)).value();
  EXPECT_FALSE(body.contains("before") || body["after"].contains("managerId"));
  EXPECT_EQ(DecodeEmployeeChanged(json::Dump(body)).value(), event);
}

TEST(EmployeeChangedEvent, ANewerWordIsReadAndWhatIsNoDateOrWordIsRefused) {
  auto body = Example(EmployeeChanged::kType);
  body["changes"] = {"seconded"};
  EXPECT_EQ(DecodeEmployeeChanged(json::Dump(body))->changes, std::vector<std::string>{"seconded"});
  const std::vector<std::pair<std::string, json::Value>> wrong{
      {"changes", json::Value::array()},
      {"changes", {1}},
      {"effectiveOn", "2026-11-2"},
      {"effectiveOn", "2026-11-21T00:00:00Z"},
      {"effectiveOn", "2026/11/21"},
      {"version", 0},
      {"employeeId", -1},
      {"after", "somebody"},
      {"before", 7},
      {"reassignTo", 0}};
  for (const auto& [member, value] : wrong) {
    auto changed = Example(EmployeeChanged::kType);
    changed[member] = value;
    EXPECT_FALSE(DecodeEmployeeChanged(json::Dump(changed))) << member << " " << value;
  }
}

TEST(NotificationEvents, WhatIsAboutNoDocumentNamesItsSubject) {
  auto event =
      DecodeNotificationRequested(json::Dump(Example(NotificationRequested::kType))).value();
  event.document = {};
  event.subject = "quest:17";
  event.type = "QUEST_SUBMITTED";
  const auto body = json::Parse(Encode(event)).value();
  EXPECT_FALSE(body.contains("approvalId"));
  EXPECT_EQ(body["subject"], "quest:17");
  EXPECT_EQ(DecodeNotificationRequested(json::Dump(body)).value(), event);
}

TEST(Envelope, SaysWhatCloudEventsAskForAndNothingThatIsNotThere) {
  Envelope envelope{.id = "step:1:1:1:1",
                    .type = "approval.step-opened",
                    .source = "/approval-request",
                    .time = *ParseInstant("2026-11-21T01:02:03.004Z"),
                    .traceparent = {},
                    .epoch = {}};
  auto headers = HeadersOf(envelope);
  const std::map<std::string, std::string> expected{{"ce_specversion", "1.0"},
                                                    {"ce_id", "step:1:1:1:1"},
                                                    {"ce_type", "approval.step-opened"},
                                                    {"ce_source", "/approval-request"},
                                                    {"ce_time", "2026-11-21T01:02:03.004Z"},
                                                    {"content-type", "application/json"}};
  EXPECT_EQ(headers, expected);
  envelope.traceparent = "00-a-b-01";
  envelope.epoch = "7";
  headers = HeadersOf(envelope);
  EXPECT_EQ(headers["traceparent"], "00-a-b-01");
  EXPECT_EQ(headers["ce_epoch"], "7");
  EXPECT_EQ(EnvelopeOf(headers), envelope);
}

TEST(Envelope, OfHeadersThatAreMissingOrUnreadableIsEmptyThere) {
  EXPECT_EQ(EnvelopeOf({}), Envelope());
  const auto envelope = EnvelopeOf({{"ce_id", "a"}, {"ce_time", "yesterday"}, {"other", "x"}});
  EXPECT_EQ(envelope.id, "a");
  EXPECT_EQ(envelope.type, "");
  EXPECT_EQ(envelope.time, Instant());
}

}  // namespace
}  // namespace erp::contracts
