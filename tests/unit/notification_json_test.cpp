// JSON at the edge of notification: events in, frames and answers out.
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "json/json.h"
#include "notification/api/events.h"
#include "notification/api/json.h"
#include "notification/api/korean.h"
#include "notification/store/stored_body.h"
#include "notification_memory_inbox.h"
#include "observe/trace.h"
#include "support/environment.h"
#include "support/translations.h"

namespace erp::notification {
namespace {

std::string Example(const std::string& event) {
  return test::ReadFile(test::SourceDir() / "proto/events" / (event + ".example.json"));
}

Entry SomeEntry() {
  Entry entry;
  entry.seq = 17;
  entry.notification = *ParseRequested(Example("notification.requested"));
  entry.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  return entry;
}

TEST(Json, WhatIsAboutNoDocumentShowsItsSubjectInItsPlace) {
  auto body = json::Parse(Example("notification.requested")).value();
  body.erase("approvalId");
  body["subject"] = "quest:17";
  body["type"] = "QUEST_SUBMITTED";
  Entry entry;
  entry.seq = 1;
  entry.notification = *ParseRequested(json::Dump(body));
  EXPECT_EQ(entry.notification.approval, Subject("quest:17"));
}

TEST(NotificationEvents, ExampleOfRequestedIsUnderstood) {
  const auto notification = ParseRequested(Example("notification.requested"));
  ASSERT_TRUE(notification.ok());
  EXPECT_EQ(notification->id, "n:closed:41:1:3");
  EXPECT_EQ(notification->user, EmployeeId(3));
  EXPECT_EQ(notification->type, "APPROVAL_STATUS_CHANGED");
  EXPECT_EQ(notification->approval, Subject(RequestId(41)));
  EXPECT_EQ(notification->status, "approved");
  EXPECT_EQ(notification->title, "테스트 장비 구매");
  EXPECT_EQ(notification->message, "'테스트 장비 구매' 문서가 최종 승인되었습니다.");
  EXPECT_EQ(FormatInstant(notification->timestamp), "2026-11-21T01:06:00.500Z");
}

TEST(NotificationEvents, ExampleOfSettledIsUnderstood) {
  const auto settlement = ParseSettled(Example("notification.settled"));
  ASSERT_TRUE(settlement.ok());
  EXPECT_EQ(settlement->id, "n:step:41:1:2:1:9");
  EXPECT_EQ(settlement->user, EmployeeId(9));
}

TEST(NotificationEvents, UnknownMembersOfNewerProducersAreIgnored) {
  auto body = *json::Parse(Example("notification.requested"));
  body["urgency"] = "high";
  EXPECT_TRUE(ParseRequested(json::Dump(body)).ok());
  auto settled = *json::Parse(Example("notification.settled"));
  settled["by"] = 5;
  EXPECT_TRUE(ParseSettled(json::Dump(settled)).ok());
}

TEST(NotificationEvents, EveryRequiredMemberIsMissed) {
  const auto body = *json::Parse(Example("notification.requested"));
  for (const auto& member : body.items()) {
    auto without = body;
    without.erase(member.key());
    const auto notification = ParseRequested(json::Dump(without));
    ASSERT_FALSE(notification.ok()) << member.key();
    EXPECT_EQ(notification.error().fields.at(0).pointer, "/" + member.key());
  }
}

TEST(NotificationEvents, WrongValuesAreRefused) {
  const auto body = *json::Parse(Example("notification.requested"));
  const std::vector<std::pair<std::string, json::Value>> wrong = {
      {"notificationId", ""},
      {"notificationId", std::string(201, 'x')},
      {"userId", 0},
      {"userId", "3"},
      {"userId", 3.5},
      {"approvalId", -1},
      {"type", ""},
      {"status", nullptr},
      {"title", std::string(1001, 'x')},
      {"message", std::string(4001, 'x')},
      {"timestamp", "yesterday"},
      {"timestamp", 5},
  };
  for (const auto& [name, value] : wrong) {
    auto changed = body;
    changed[name] = value;
    EXPECT_FALSE(ParseRequested(json::Dump(changed)).ok()) << name << "=" << value.dump();
  }
  for (const char* text : {"", "[]", "{", "null", "{\"userId\":1,\"userId\":2}"}) {
    EXPECT_FALSE(ParseRequested(text).ok()) << text;
    EXPECT_FALSE(ParseSettled(text).ok()) << text;
  }
}

class NotificationHandler : public testing::Test {
 protected:
  NotificationHandler() {
    replays_.Decide({});
    replays_.Decided({});
  }
  Result<void> Handle(const std::string& type,
                      const std::string& body,
                      const std::string& key = "3") {
    bus::Message message;
    message.key = key;
    message.body = body;
    message.envelope.type = type;
    return OnNotificationEvent(intake_, registry_)(message);
  }

  metrics::Registry registry_;
  MemoryStore store_;
  const SystemClock clock_;
  Replays replays_{store_, clock_, registry_};
  Intake intake_{store_, replays_, registry_};
};

TEST_F(NotificationHandler, StoresOnceWithTheTraceOfTheRecord) {
  const trace::Scope scope(
      trace::FromHeader("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  EXPECT_TRUE(Handle("notification.requested", Example("notification.requested")).ok());
  EXPECT_TRUE(Handle("notification.requested", Example("notification.requested")).ok());
  const auto page = store_.Recent(EmployeeId(3), 0, 10);
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].traceparent.substr(3, 32), "4bf92f3577b34da6a3ce929d0e0e4736");
  const std::string metrics = registry_.Text();
  EXPECT_NE(metrics.find("notifications_stored_total{result=\"added\"} 1"), std::string::npos);
  EXPECT_NE(metrics.find("notifications_stored_total{result=\"duplicate\"} 1"), std::string::npos);
}

TEST_F(NotificationHandler, SettlesAlsoWhatIsNotKnownYet) {
  EXPECT_TRUE(Handle("notification.settled", Example("notification.settled"), "9").ok());
  EXPECT_NE(registry_.Text().find("notifications_settled_total{result=\"unknown\"} 1"),
            std::string::npos);
}

TEST_F(NotificationHandler, RefusesForGoodWhatCanNeverBeRight) {
  EXPECT_EQ(Handle("", Example("notification.requested")).error().slug, "no-event-type");
  EXPECT_EQ(Handle("notification.requested", "{}").error().slug, "invalid-body");
  EXPECT_EQ(Handle("notification.requested", "").error().slug, "malformed-json");
}

TEST_F(NotificationHandler, AnEventOfAnUnknownTypeIsIgnoredAndCounted) {
  for (const char* type :
       {"notification.snoozed", "NOTIFICATION.REQUESTED", "notification.requested.v2"}) {
    EXPECT_TRUE(Handle(type, Example("notification.requested")).ok()) << type;
    EXPECT_TRUE(Handle(type, "not JSON").ok()) << type;
  }
  EXPECT_TRUE(store_.Recent(EmployeeId(3), 0, 10).entries.empty());
  EXPECT_NE(registry_.Text().find("kafka_consumer_ignored_total 6"), std::string::npos);
}

TEST_F(NotificationHandler, RefusesAKeyThatIsNotThePerson) {
  for (const char* type : {"notification.requested", "notification.settled"}) {
    for (const char* key : {"", "4", "03", "3 "}) {
      EXPECT_EQ(Handle(type, Example(type), key).error().slug, "wrong-key") << type << key;
    }
  }
  EXPECT_TRUE(store_.Recent(EmployeeId(3), 0, 10).entries.empty());
}

TEST_F(NotificationHandler, StoreThatIsAwayIsTriedAgain) {
  store_.SetAway(true);
  EXPECT_THROW(std::ignore = Handle("notification.requested", Example("notification.requested")),
               Unavailable);
}

TEST(NotificationFrames, EntryHasTheFieldsOfTheContract) {
  const auto body = *json::Parse(PrintOutgoing({Outgoing::Kind::kEntry, "3f2a", SomeEntry()}));
  EXPECT_EQ(json::Dump(body),
            json::Dump({{"seq", 17},
                        {"epoch", "3f2a"},
                        {"id", "n:closed:41:1:3"},
                        {"type", "APPROVAL_STATUS_CHANGED"},
                        {"approvalId", 41},
                        {"status", "approved"},
                        {"title", "테스트 장비 구매"},
                        {"message", "'테스트 장비 구매' 문서가 최종 승인되었습니다."},
                        {"timestamp", "2026-11-21T01:06:00.500Z"},
                        {"settled", false}}));
}

TEST(NotificationFrames, SettledAndResyncSayWhatTheyAre) {
  const auto settled = *json::Parse(PrintOutgoing({Outgoing::Kind::kSettled, "3f2a", SomeEntry()}));
  EXPECT_EQ(settled["type"], "settled");
  EXPECT_EQ(settled["seq"], 17);
  EXPECT_EQ(settled["id"], "n:closed:41:1:3");
  Entry head;
  head.seq = 99;
  const auto resync = *json::Parse(PrintOutgoing({Outgoing::Kind::kResync, "3f2a", head, 42}));
  EXPECT_EQ(json::Dump(resync),
            json::Dump({{"type", "resync"}, {"seq", 99}, {"epoch", "3f2a"}, {"readUpTo", 42}}));
}

TEST(NotificationAnswers, EntriesSayWhetherTheyWereRead) {
  Page page;
  page.epoch = "3f2a";
  page.entries = {SomeEntry()};
  page.entries[0].read = true;
  const auto array = *json::Parse(PrintEntries(page));
  EXPECT_EQ(array.at(0).at("read"), true);
  EXPECT_EQ(array.at(0).at("epoch"), "3f2a");
  EXPECT_EQ(PrintEntries(Page{}), "[]");
  EXPECT_EQ(*json::Parse(PrintReadState({3, "3f2a", 17})),
            json::Value({{"unread", 3}, {"epoch", "3f2a"}, {"readUpTo", 17}}));
  EXPECT_EQ(*json::Parse(PrintReadState({})), json::Value({{"unread", 0}, {"readUpTo", 0}}));
}

TEST(NotificationAnswers, MarkReadBodyIsChecked) {
  EXPECT_EQ(ParseMarkRead(R"({"upTo":17})")->up_to, (Cursor{"", 17}));
  EXPECT_EQ(ParseMarkRead(R"({"upTo":17,"epoch":"3f2a"})")->up_to, (Cursor{"3f2a", 17}));
  EXPECT_EQ(ParseMarkRead(R"({"upTo":0,"userId":7})")->user, EmployeeId(7));
  for (const char* body : {"{}", R"({"upTo":-1})", R"({"upTo":"17"})", R"({"upTo":1.5})",
                           R"({"upTo":1,"userId":0})", R"({"upTo":1,"more":1})", "17"}) {
    EXPECT_FALSE(ParseMarkRead(body).ok()) << body;
  }
}

TEST(NotificationStorage, BodyIsReadBackAsItWas) {
  const Notification notification = SomeEntry().notification;
  const Notification back = DecodeBody(notification.user, EncodeBody(notification));
  EXPECT_EQ(EncodeBody(back), EncodeBody(notification));
  EXPECT_EQ(back.user, notification.user);
  EXPECT_THROW(DecodeBody(notification.user, "{"), std::runtime_error);
}

TEST(Korean, HasThePlacesOfTheEnglish) {
  EXPECT_EQ(test::MistakesIn(Korean()), std::vector<std::string>());
}

}  // namespace
}  // namespace erp::notification
