// The notification daemon from its topic to the browser, with its real engines.
#include <set>
#include <vector>

#include "notification_fixture.h"

namespace erp::notification {
namespace {

using test::Handshake;
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

TEST_F(NotificationTest, SettlementIsToldLiveAndOnReturn) {
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
  for (const std::string place : {"deadbeef:2", "17"}) {
    const auto client = Open(*daemon, 7, place);
    const auto resync = Next(*client);
    EXPECT_EQ(resync["type"], "resync") << place;
    EXPECT_EQ(resync["seq"], 3);
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(Next(*client)["seq"], i);
    Request("n:live-" + place, 7);
    EXPECT_EQ(Next(*client)["id"], "n:live-" + place);
    Settle("n:live-" + place, 7);
    Forget();
    for (int i = 1; i <= 3; ++i) Request("n:again-" + place + std::to_string(i), 7);
    // The session is still open: it sees the other epoch by itself.
    for (;;) {
      const auto message = Next(*client);
      if (message["type"] == "resync") break;
      EXPECT_EQ(message["type"], "settled");
    }
    ASSERT_TRUE(AwaitUnread(*daemon, 7, 3));
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

TEST_F(NotificationTest, BadSessionsAreEndedAndGoodOnesStay) {
  const auto daemon = LaunchReady({{"LOG_LEVEL", "debug"}});
  const auto good = Open(*daemon, 7);
  const int port = daemon->port("WS_PORT");
  EXPECT_EQ(test::WebSocket(port, {.origin = "https://evil.example"}).status(), 403);
  EXPECT_EQ(test::WebSocket(port, {.origin = "https://approval.example"}).status(), 101);
  EXPECT_EQ(test::WebSocket(port, {.path = "/ws"}).status(), 404);
  EXPECT_EQ(test::WebSocket(port, {.protocol = "v11.stomp"}).status(), 400);
  struct Case {
    const char* what;
    bool connect;
    std::function<void(StompClient&)> act;
    std::string error;  // in the ERROR frame; empty: none comes
    int code;
  };
  const std::vector<Case> cases = {
      {"no CONNECT", false,
       [](auto& c) {
         c.Send("SUBSCRIBE", {{"id", "0"}, {"destination", "/user/queue/notifications"}});
       },
       "first frame must be CONNECT", 1008},
      {"nobody's login", false,
       [](auto& c) {
         c.Send("CONNECT", {{"accept-version", "1.2"}, {"login", "admin"}});
       },
       "not the id of a person", 1008},
      {"no login", false,
       [](auto& c) {
         c.Send("CONNECT", {{"accept-version", "1.2"}});
       },
       "does not say who acts", 1008},
      {"another queue", true,
       [](auto& c) {
         c.Send("SUBSCRIBE", {{"id", "0"}, {"destination", "/user/8/queue/notifications"}});
       },
       "Only /user/queue/notifications", 1008},
      {"a topic", true,
       [](auto& c) {
         c.Send("SUBSCRIBE", {{"id", "0"}, {"destination", "/topic/notifications"}});
       },
       "Only /user/queue/notifications", 1008},
      {"SEND", true,
       [](auto& c) {
         c.Send("SEND", {{"destination", "/user/queue/notifications"}}, "hi");
       },
       "Clients send nothing", 1008},
      {"garbage", true, [](auto& c) { c.socket().SendText("{\"json\":true}\n\n"); },
       "not a command", 1002},
      {"1 MB in one frame", true, [](auto& c) { c.socket().SendText(std::string(1 << 20, 'x')); },
       "", 1009},
      {"bad UTF-8", true, [](auto& c) { c.socket().SendText("\xC3\x28"); }, "", 1007},
      {"unmasked", true, [](auto& c) { c.socket().SendFrame(1, "\n", true, false); }, "", 1002},
      {"binary", true, [](auto& c) { c.socket().SendFrame(2, "\n"); }, "", 1003},
  };
  for (const auto& test : cases) {
    StompClient client(port);
    if (test.connect) client.Connect("7");
    test.act(client);
    if (!test.error.empty()) {
      EXPECT_NE(client.Expect("ERROR").headers.at("message").find(test.error), std::string::npos)
          << test.what;
    }
    EXPECT_EQ(client.Receive(), std::nullopt) << test.what;
    ASSERT_TRUE(client.close().has_value()) << test.what;
    EXPECT_EQ(client.close()->code, test.code) << test.what;
  }
  Request("n:1", 7);
  EXPECT_EQ(Next(*good)["id"], "n:1");
}

TEST_F(NotificationTest, HeartBeatsKeepASessionAndTheirAbsenceEndsIt) {
  const auto daemon = LaunchReady({{"WS_HEART_BEAT_MS", "1000"}});
  StompClient client(daemon->port("WS_PORT"));
  client.Send("CONNECT", {{"accept-version", "1.2"}, {"login", "7"}, {"heart-beat", "500,500"}});
  EXPECT_EQ(client.Expect("CONNECTED").headers.at("heart-beat"), "1000,1000");
  const auto beat = client.socket().Receive(seconds(5));
  ASSERT_TRUE(beat.has_value());
  EXPECT_EQ(beat->payload, "\n");
  EXPECT_NE(client.Expect("ERROR").headers.at("message").find("heart-beats"), std::string::npos);
}

TEST_F(NotificationTest, ReceiptsAndUnsubscribeAndDisconnect) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  client->Send("UNSUBSCRIBE", {{"id", "sub-0"}, {"receipt", "u"}});
  EXPECT_EQ(client->Expect("RECEIPT").headers.at("receipt-id"), "u");
  Request("n:1", 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 1));
  client->Send("DISCONNECT", {{"receipt", "d"}});
  EXPECT_EQ(client->Expect("RECEIPT").headers.at("receipt-id"), "d") << "and no MESSAGE before";
  EXPECT_EQ(client->Receive(), std::nullopt);
  EXPECT_EQ(client->close()->code, 1000);
}

TEST_F(NotificationTest, InboxIsReadOverHttp) {
  const auto daemon = LaunchReady();
  EXPECT_EQ(Get(*daemon, "/notifications/health")["status"], "UP");
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7"), json::Value::array());
  EXPECT_EQ(Unread(*daemon, 7), 0);
  for (int i = 1; i <= 5; ++i) Request("n:" + std::to_string(i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 5));

  const auto recent = test::Send("GET", daemon->Url("/notifications/recent/7?limit=2"));
  const auto newest = json::Value::parse(recent.body);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0]["seq"], 5);
  EXPECT_EQ(newest[1]["seq"], 4);
  EXPECT_EQ(recent.Header("link"), "<?limit=2&cursor=4>; rel=\"next\"");
  EXPECT_EQ(recent.Header("notification-epoch"), newest[0]["epoch"]);
  const auto rest = Get(*daemon, "/notifications/recent/7?limit=200&cursor=4");
  EXPECT_EQ(rest.size(), 3U);

  const auto after = test::Send("GET", daemon->Url("/notifications?userId=7&after=2&limit=2"));
  const auto in_order = json::Value::parse(after.body);
  ASSERT_EQ(in_order.size(), 2U);
  EXPECT_EQ(in_order[0]["seq"], 3);
  for (const char* field : {"seq", "id", "type", "approvalId", "status", "message", "timestamp",
                            "read", "title", "settled", "epoch"}) {
    EXPECT_TRUE(in_order[0].contains(field)) << field;
  }
  EXPECT_EQ(after.Header("notification-resync"), std::nullopt);
  const std::string epoch = in_order[0]["epoch"];
  EXPECT_EQ(after.Header("link"),
            "<?after=2&limit=2&userId=7&cursor=" + epoch + "%3A4>; rel=\"next\"");
  EXPECT_EQ(Get(*daemon, "/notifications?after=2&userId=7&cursor=" + epoch + "%3A4").size(), 1U);
  const auto foreign = test::Send("GET", daemon->Url("/notifications?userId=7&after=dead%3A2"));
  EXPECT_EQ(foreign.Header("notification-resync"), "true");
  EXPECT_EQ(json::Value::parse(foreign.body).size(), 5U);

  const auto read =
      test::Send("PUT", daemon->Url("/notifications/read"), R"({"upTo":3,"userId":7})");
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(json::Value::parse(read.body)["unread"], 2);
  EXPECT_EQ(Unread(*daemon, 7), 2);
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7")[2]["read"], true);
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7")[1]["read"], false);
  EXPECT_EQ(test::Send("PUT", daemon->Url("/notifications/read?userId=7"), R"({"upTo":5})").status,
            200);
  EXPECT_EQ(Unread(*daemon, 7), 0);
  EXPECT_EQ(Unread(*daemon, 8), 0);
}

TEST_F(NotificationTest, HttpMistakesAreNamed) {
  const auto daemon = LaunchReady();
  struct Case {
    const char* method;
    const char* path;
    const char* body;
    int status;
    const char* code;
  };
  const std::vector<Case> cases = {
      {"GET", "/notifications/recent/0", "", 404, "not-found"},
      {"GET", "/notifications/recent/x", "", 404, "not-found"},
      {"GET", "/notifications/recent/7?limit=0", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?limit=201", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?cursor=x", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?cursor=0", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?page=2", "", 400, "invalid-query"},
      {"GET", "/notifications?after=1", "", 401, "actor-required"},
      {"GET", "/notifications?after=x&userId=7", "", 400, "invalid-query"},
      {"GET", "/notifications?after=-1&userId=7", "", 400, "invalid-query"},
      {"GET", "/notifications?after=1&userId=kim", "", 400, "invalid-query"},
      {"GET", "/notifications?userId=7&cursor=%3A", "", 400, "invalid-query"},
      {"GET", "/notifications/unread-count", "", 401, "actor-required"},
      {"PUT", "/notifications/read", R"({"upTo":3})", 401, "actor-required"},
      {"PUT", "/notifications/read?userId=7", "{}", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":-1})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1,"all":true})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1,"userId":8})", 400, "invalid-query"},
      {"PUT", "/notifications/read?userId=7", "nonsense", 400, "malformed-json"},
      {"DELETE", "/notifications/read", "", 405, "method-not-allowed"},
      {"GET", "/notifications/nothing", "", 404, "not-found"},
  };
  for (const auto& test : cases) {
    const auto answer = test::Send(test.method, daemon->Url(test.path), test.body);
    EXPECT_EQ(answer.status, test.status) << test.method << test.path << answer.body;
    EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
    EXPECT_EQ(json::Value::parse(answer.body)["code"], test.code) << test.path << answer.body;
  }
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
