// The notification daemon from its topic to the browser, with its real engines.
#include <set>
#include <vector>

#include "notification_fixture.h"

namespace erp::notification {
namespace {

using test::StompClient;

class NotificationTest : public NotificationDaemonTest {};

TEST_F(NotificationTest, EventReachesTheOpenSessionAsAFrame) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Request("n:1", 7, "'장비' 문서가 최종 승인되었습니다.");
  const auto frame = client->Expect("MESSAGE");
  const auto body = json::Value::parse(frame.body);
  EXPECT_EQ(frame.headers.at("subscription"), "sub-0");
  EXPECT_EQ(frame.headers.at("destination"), "/user/queue/notifications");
  EXPECT_EQ(frame.headers.at("content-type"), "application/json");
  EXPECT_EQ(frame.headers.at("message-id"), body["epoch"].get<std::string>() + ":1");
  EXPECT_EQ(frame.headers.at("traceparent").substr(3, 32), std::string(kTraceparent).substr(3, 32))
      << "one trace from the event to the frame";
  EXPECT_EQ(body["seq"], 1);
  EXPECT_EQ(body["id"], "n:1");
  EXPECT_EQ(body["type"], "APPROVAL_STATUS_CHANGED");
  EXPECT_EQ(body["approvalId"], 41);
  EXPECT_EQ(body["status"], "approved");
  EXPECT_EQ(body["message"], "'장비' 문서가 최종 승인되었습니다.");
  EXPECT_EQ(body["timestamp"], "2026-11-21T01:06:00.500Z");
  EXPECT_EQ(body["settled"], false);
}

TEST_F(NotificationTest, RepeatedEventIsOneFrame) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Request("n:1", 7);
  Request("n:1", 7);
  Request("n:2", 7);
  EXPECT_EQ(Next(*client)["id"], "n:1");
  EXPECT_EQ(Next(*client)["id"], "n:2");
  EXPECT_EQ(Unread(*daemon, 7), 2);
}

TEST_F(NotificationTest, ReconnectedSessionGetsWhatItMissedThenLive) {
  const auto daemon = LaunchReady();
  json::Value last;
  {
    const auto client = Open(*daemon, 7);
    Request("n:1", 7);
    last = Next(*client);
  }
  for (int i = 2; i <= 200; ++i) Request("n:" + std::to_string(i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 200));
  for (const std::string& place : {last["epoch"].get<std::string>() + ":1", std::string("1")}) {
    const auto client = Open(*daemon, 7, place);
    for (int i = 2; i <= 200; ++i) {
      const auto message = Next(*client);
      ASSERT_EQ(message["seq"], i);
      ASSERT_EQ(message["id"], "n:" + std::to_string(i));
    }
    EXPECT_EQ(client->Receive(milliseconds(50)), std::nullopt);
  }
  const auto client = Open(*daemon, 7, "200");
  Request("n:201", 7);
  EXPECT_EQ(Next(*client)["seq"], 201);
}

TEST_F(NotificationTest, EveryTabGetsItAndNobodyElseEver) {
  const auto daemon = LaunchReady();
  const auto first = Open(*daemon, 7);
  const auto second = Open(*daemon, 7);
  second->Subscribe("", "sub-1");
  const auto foreigner = Open(*daemon, 8, "0");
  Request("n:1", 7);
  EXPECT_EQ(Next(*first)["id"], "n:1");
  std::set<std::string> subscriptions;
  for (int i = 0; i < 2; ++i) {
    subscriptions.insert(second->Expect("MESSAGE").headers.at("subscription"));
  }
  EXPECT_EQ(subscriptions, (std::set<std::string>{"sub-0", "sub-1"}));
  Request("n:2", 8);
  EXPECT_EQ(Next(*foreigner)["id"], "n:2") << "and nothing before it";
}

TEST_F(NotificationTest, TwoDaemonsServeOnePerson) {
  const auto one = LaunchReady();
  const auto two = LaunchReady();
  const auto here = Open(*one, 7);
  const auto there = Open(*two, 7);
  for (int i = 1; i <= 20; ++i) Request("n:" + std::to_string(i), 7);
  for (int i = 1; i <= 20; ++i) {
    EXPECT_EQ(Next(*here)["seq"], i);
    EXPECT_EQ(Next(*there)["seq"], i);
  }
}

TEST_F(NotificationTest, SettlementIsPushedLiveAndOnReturn) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Request("n:1", 7);
  Request("n:2", 7);
  Next(*client);
  Next(*client);
  Settle("n:1", 7);
  const auto settled = Next(*client);
  EXPECT_EQ(settled["type"], "settled");
  EXPECT_EQ(settled["id"], "n:1");
  EXPECT_EQ(settled["seq"], 1);
  EXPECT_TRUE(AwaitUnread(*daemon, 7, 1));
  const auto returned = Open(*daemon, 7, "2");
  EXPECT_EQ(Next(*returned)["id"], "n:1");
  EXPECT_EQ(returned->Receive(milliseconds(50)), std::nullopt);
}

TEST_F(NotificationTest, SettledBeforeItCameIsNotPushed) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Settle("n:1", 7);
  Request("n:1", 7);
  Request("n:2", 7);
  const auto first = Next(*client);
  EXPECT_EQ(first["id"], "n:1") << "the sequence has no gaps, so it comes along";
  EXPECT_EQ(first["settled"], true);
  EXPECT_EQ(Next(*client)["id"], "n:2");
  EXPECT_EQ(Unread(*daemon, 7), 1);
}

TEST_F(NotificationTest, PlaceOfAnotherLifeOfTheStoreIsResynchronised) {
  const auto daemon = LaunchReady();
  for (int i = 1; i <= 3; ++i) Request("n:" + std::to_string(i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 3));
  for (const std::string place : {"deadbeef:2", "17", "9223372036854775807"}) {
    const auto client = Open(*daemon, 7, place);
    const auto resync = Next(*client);
    EXPECT_EQ(resync["type"], "resync") << place;
    EXPECT_EQ(resync["seq"], 3);
    EXPECT_EQ(resync["readUpTo"], 0);
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(Next(*client)["seq"], i);
  }
}

TEST_F(NotificationTest, WholeInboxIsSentHoweverSlowlyItIsRead) {
  const auto daemon = LaunchReady();
  // Five times what may wait for a connection.
  const std::string text(4000, 'x');
  for (int i = 1; i <= 300; ++i) Request("n:" + std::to_string(i), 7, text);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 300));
  StompClient client(daemon->port("WS_PORT"));
  client.Connect("7");
  client.Send("SUBSCRIBE",
              {{"id", "0"}, {"destination", "/user/queue/notifications"}, {"last-seq", "0"}});
  for (int i = 1; i <= 300; ++i) EXPECT_EQ(Next(client)["seq"], i);
  Request("n:301", 7);
  EXPECT_EQ(Next(client)["seq"], 301);
}

TEST_F(NotificationTest, MetricsMove) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  Request("n:1", 7);
  Request("n:1", 7);
  Settle("n:9", 7);
  Next(*client);
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    const auto text = test::Send("GET", daemon->OperatorUrl("/metrics")).body;
    const auto has = [&](const char* line) { return text.find(line) != std::string::npos; };
    return has("notifications_stored_total{result=\"added\"} 1") &&
           has("notifications_stored_total{result=\"duplicate\"} 1") &&
           has("notifications_settled_total{result=\"unknown\"} 1") && has("ws_sessions 1") &&
           has("ws_connections_total{event=\"opened\"} 1") &&
           has("ws_connections_total{event=\"slow\"} 0") && has("ws_frames_sent_total 3") &&
           has("notification_live_age_seconds_count 1");
  }));
}

}  // namespace
}  // namespace erp::notification
