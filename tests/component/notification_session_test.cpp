// Sessions over WebSocket: their rules, their bounds, and what strangers try.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "notification_fixture.h"

namespace erp::notification {
namespace {

using test::StompClient;

class NotificationSessionTest : public NotificationDaemonTest {};

TEST_F(NotificationSessionTest, BadSessionsAreEndedAndGoodOnesStay) {
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
      {"negative place", true,
       [](auto& c) {
         c.Send("SUBSCRIBE",
                {{"id", "0"}, {"destination", "/user/queue/notifications"}, {"last-seq", "-1"}});
       },
       "neither epoch:seq nor a number", 1002},
      {"a place that is no number", true,
       [](auto& c) {
         c.Send("SUBSCRIBE", {{"id", "0"},
                              {"destination", "/user/queue/notifications"},
                              {"last-seq", "99999999999999999999"}});
       },
       "neither epoch:seq nor a number", 1002},
      {"a place of garbage", true,
       [](auto& c) {
         c.Send("SUBSCRIBE",
                {{"id", "0"}, {"destination", "/user/queue/notifications"}, {"last-seq", "a:b:c"}});
       },
       "neither epoch:seq nor a number", 1002},
      {"fragments without end", true,
       [](auto& c) {
         c.socket().SendFrame(1, "SEND\n", false);
         for (int i = 0; i < 100; ++i) c.socket().SendFrame(0, std::string(1024, 'x'), false);
       },
       "", 1009},
      {"a continuation of nothing", true, [](auto& c) { c.socket().SendFrame(0, "\n"); }, "", 1002},
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
       "does not say who acts", 4401},
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

TEST_F(NotificationSessionTest, FragmentsWithoutEndAndWithoutBytesEndWithSilence) {
  const auto daemon = LaunchReady({{"WS_PING_INTERVAL_MS", "200"}, {"WS_PONG_TIMEOUT_MS", "300"}});
  StompClient client(daemon->port("WS_PORT"));
  client.Connect("7");
  client.socket().AnswerPings(false);
  client.socket().SendFrame(1, "", false);
  const auto closed = [&] { return client.Receive(milliseconds(20)), client.close().has_value(); };
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    client.socket().SendFrame(0, "", false);
    return closed();
  }));
  EXPECT_EQ(client.close()->code, 1011);
}

TEST_F(NotificationSessionTest, SessionThatAnswersNoPingIsClosedAndGoodOnesStay) {
  const auto daemon = LaunchReady({{"WS_PING_INTERVAL_MS", "200"}, {"WS_PONG_TIMEOUT_MS", "300"}});
  StompClient deaf(daemon->port("WS_PORT"));
  deaf.Connect("7");
  deaf.socket().AnswerPings(false);
  StompClient good(daemon->port("WS_PORT"));
  good.Connect("7");
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    good.Receive(milliseconds(20));
    return deaf.Receive(milliseconds(20)), deaf.close().has_value();
  }));
  EXPECT_EQ(deaf.close()->code, 1011);
  EXPECT_FALSE(good.close().has_value());
}

TEST_F(NotificationSessionTest, SessionsPerPersonAndPerProcessAreBounded) {
  const auto daemon = LaunchReady({{"WS_MAX_PER_PERSON", "2"}, {"WS_MAX_CONNECTIONS", "4"}});
  const int port = daemon->port("WS_PORT");
  auto first = Open(*daemon, 7);
  const auto second = Open(*daemon, 7);
  StompClient third(port);
  third.Send("CONNECT", {{"accept-version", "1.2"}, {"login", "7"}});
  EXPECT_NE(third.Expect("ERROR").headers.at("message").find("too many sessions"),
            std::string::npos);
  EXPECT_EQ(third.Receive(), std::nullopt);
  EXPECT_EQ(third.close()->code, 1013);
  const auto somebody_else = Open(*daemon, 8);
  first.reset();
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    StompClient again(port);
    again.Send("CONNECT", {{"accept-version", "1.2"}, {"login", "7"}});
    return again.Receive().value_or(test::StompFrame{}).command == "CONNECTED";
  })) << "a place that was given up is free";
  std::vector<std::unique_ptr<test::WebSocket>> crowd;
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    crowd.push_back(std::make_unique<test::WebSocket>(port));
    return crowd.back()->status() == 503;
  }));
  EXPECT_NE(crowd.back()->handshake_answer().find("Retry-After"), std::string::npos);
}

// More than the kernels of both sides hold for a client that does not read, with our limit.
constexpr int kTooMuch = 400;
const std::string kLong(4000, 'x');

TEST_F(NotificationSessionTest, ClientThatTakesNothingIsClosedAndLosesNothing) {
  const auto daemon = LaunchReady({{"WS_BUFFER_LIMIT", "65536"}, {"WS_STALL_TIMEOUT_MS", "1000"}});
  const auto good = Open(*daemon, 7);
  auto slow = Open(*daemon, 7);
  for (int sent = 1; sent <= kTooMuch; ++sent) {
    Request("n:" + std::to_string(sent), 7, kLong);
    ASSERT_EQ(Next(*good)["seq"], sent);
  }
  ASSERT_TRUE(test::Eventually(seconds(20), [&] {
    return test::Send("GET", daemon->OperatorUrl("/metrics"))
               .body.find("ws_connections_total{event=\"slow\"} 1") != std::string::npos;
  }));
  std::int64_t last = 0;
  while (const auto frame = slow->Receive()) {
    ASSERT_EQ(json::Value::parse(frame->body)["seq"], last + 1);
    ++last;
  }
  EXPECT_LT(last, kTooMuch);
  // Who does not answer the close frame in time is cut off, perhaps before having read it.
  if (slow->close()) {
    EXPECT_EQ(slow->close()->code, 1008);
  } else {
    EXPECT_TRUE(slow->socket().ended());
  }
  slow = Open(*daemon, 7, std::to_string(last));
  while (last < kTooMuch) ASSERT_EQ(Next(*slow)["seq"], ++last);
  Request("n:live", 7);
  EXPECT_EQ(Next(*slow)["seq"], kTooMuch + 1);
  EXPECT_EQ(Next(*good)["seq"], kTooMuch + 1);
}

TEST_F(NotificationSessionTest, ClientThatIsBehindIsNotClosedByWhatIsLive) {
  const auto daemon = LaunchReady({{"WS_BUFFER_LIMIT", "65536"}});
  const auto live = Open(*daemon, 7);
  int sent = 0;
  const auto fall_behind = [&] {
    for (int i = 0; i < kTooMuch / 2; ++i) Request("n:" + std::to_string(++sent), 7, kLong);
  };
  fall_behind();
  StompClient back(daemon->port("WS_PORT"));
  back.Connect("7");
  back.Send("SUBSCRIBE",
            {{"id", "0"}, {"destination", "/user/queue/notifications"}, {"last-seq", "0"}});
  int read = 0;
  for (; read < 20; ++read) ASSERT_EQ(Next(back)["seq"], read + 1);
  fall_behind();
  for (; read < sent; ++read) ASSERT_EQ(Next(back)["seq"], read + 1);
  for (int i = 1; i <= sent; ++i) ASSERT_EQ(Next(*live)["seq"], i);
  EXPECT_NE(test::Send("GET", daemon->OperatorUrl("/metrics"))
                .body.find("ws_connections_total{event=\"slow\"} 0"),
            std::string::npos);
}

TEST_F(NotificationSessionTest, ClientThatBreaksItsPromiseOfHeartBeatsAndAnswersPingsStays) {
  const auto daemon = LaunchReady({{"WS_HEART_BEAT_MS", "100"},
                                   {"WS_PING_INTERVAL_MS", "100"},
                                   {"WS_PONG_TIMEOUT_MS", "5000"}});
  StompClient client(daemon->port("WS_PORT"));
  client.Send("CONNECT", {{"accept-version", "1.2"}, {"login", "7"}, {"heart-beat", "100,2000"}});
  EXPECT_EQ(client.Expect("CONNECTED").headers.at("heart-beat"), "100,100");
  client.Subscribe();
  // Each ping is looked for once a second: many times what was promised goes by.
  int beats = 0;
  for (int pings = 0; pings < 4;) {
    const auto frame = client.socket().Receive(seconds(10));
    ASSERT_TRUE(frame.has_value());
    ASSERT_NE(frame->opcode, 8) << frame->payload;
    if (frame->opcode == 9) ++pings;
    if (frame->opcode == 1 && frame->payload == "\n") ++beats;
  }
  EXPECT_GE(beats, 1);
  Request("n:1", 7);
  EXPECT_EQ(Next(client)["id"], "n:1");
}

TEST_F(NotificationSessionTest, RefusedHandshakeIsAProblemThatSaysWhy) {
  const auto daemon = LaunchReady({{"WS_MAX_CONNECTIONS", "1"}});
  const int port = daemon->port("WS_PORT");
  const std::vector<std::pair<test::Handshake, std::string>> cases = {
      {{.origin = "http://localhost:5173"}, "403 origin-not-allowed"},
      {{.protocol = "v11.stomp"}, "400 subprotocol-required"},
      {{.path = "/ws/other"}, "404 not-found"},
      {{.version = "8"}, "426 upgrade-required"},
  };
  const auto expect = [&](const test::WebSocket& socket, const std::string& expected) {
    EXPECT_NE(socket.handshake_answer().find("Content-Type: application/problem+json"),
              std::string::npos)
        << expected;
    const auto problem = json::Value::parse(socket.refusal());
    EXPECT_EQ(std::to_string(socket.status()) + " " + problem["code"].get<std::string>(), expected);
    EXPECT_EQ(problem["status"], socket.status());
    EXPECT_FALSE(problem["detail"].get<std::string>().empty());
    EXPECT_TRUE(problem.contains("traceId"));
  };
  for (const auto& [handshake, expected] : cases) {
    expect(test::WebSocket(port, handshake), expected);
  }
  const test::WebSocket taken(port);
  ASSERT_EQ(taken.status(), 101);
  expect(test::WebSocket(port), "503 too-many-connections");
}

TEST_F(NotificationSessionTest, OriginsBesideTheSameOneAreConfigured) {
  const auto daemon = LaunchReady({{"ALLOWED_ORIGINS", "http://localhost:5173"}});
  const int port = daemon->port("WS_PORT");
  EXPECT_EQ(test::WebSocket(port, {.origin = "http://localhost:5173"}).status(), 101);
  EXPECT_EQ(test::WebSocket(port, {.origin = "http://erp:18080", .host = "erp:18080"}).status(),
            101);
  EXPECT_EQ(test::WebSocket(port, {.origin = "http://localhost:5174"}).status(), 403);
}

TEST_F(NotificationSessionTest, ReceiptsAndUnsubscribeAndDisconnect) {
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

}  // namespace
}  // namespace erp::notification
