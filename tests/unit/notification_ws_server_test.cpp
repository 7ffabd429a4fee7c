// libs/ws against a client that keeps the rules and one that does not. Loopback only.
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "support/environment.h"
#include "support/http.h"
#include "support/websocket.h"
#include "ws/internal/liveness.h"
#include "ws/internal/origin.h"
#include "ws/server.h"

namespace erp::ws {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Handshake;
using test::WebSocket;

Options TestOptions() {
  Options options;
  options.path = "/ws/notifications";
  options.subprotocol = "v12.stomp";
  options.allow_absent_origin = true;
  options.allowed_origins = {"http://127.0.0.1:8080", "https://approval.example"};
  options.tick_interval = milliseconds(20);
  return options;
}

// A server that echoes, and remembers what happened.
class Echo {
 public:
  explicit Echo(Options options = TestOptions()) {
    Callbacks callbacks;
    callbacks.on_open = [this](ConnectionId id) { Note([&] { open_.insert(id); }); };
    callbacks.on_message = [this](ConnectionId id, const std::string& text) {
      if (text == "throw") throw std::runtime_error("asked to");
      if (text.rfind("flood ", 0) == 0) {
        for (int i = std::stoi(text.substr(6)); i > 0; --i) {
          server_->SendNow(id, std::string(1024, 'x'));
        }
        return;
      }
      server_->SendNow(id, text);
    };
    callbacks.on_close = [this](ConnectionId id, CloseCode code) {
      Note([&] {
        open_.erase(id);
        closed_.push_back(code);
      });
    };
    callbacks.explain = [](const Refusal& refusal) {
      return Refusal::Text{"text/plain", "why " + std::to_string(static_cast<int>(refusal.why)) +
                                             " in " + refusal.accept_language};
    };
    callbacks.on_drained = [this](ConnectionId) { ++drained_; };
    callbacks.count = [this](Event event) { Note([&] { ++events_[event]; }); };
    server_ = std::make_unique<Server>(std::move(options), std::move(callbacks));
    server_->Start();
  }

  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  [[nodiscard]] int port() const { return server_->port(); }
  [[nodiscard]] int drained() const { return drained_; }

  std::set<ConnectionId> open() {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::vector<CloseCode> closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  int events(Event event) {
    const std::lock_guard lock(mutex_);
    return events_[event];
  }
  // The server still serves somebody who keeps the rules.
  void ExpectHealthy() {
    WebSocket client(port());
    ASSERT_EQ(client.status(), 101);
    client.SendText("still there?");
    const auto answer = client.Receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->payload, "still there?");
  }

 private:
  template <typename Change>
  void Note(const Change& change) {
    const std::lock_guard lock(mutex_);
    change();
  }

  std::mutex mutex_;
  std::set<ConnectionId> open_;
  std::vector<CloseCode> closed_;
  std::map<Event, int> events_;
  std::atomic<int> drained_{0};
  std::unique_ptr<Server> server_;
};

bool Eventually(const std::function<bool()>& happened) {
  return test::Eventually(seconds(10), happened);
}

TEST(WsHandshake, ChoosesTheSubprotocolAmongThoseOffered) {
  Echo echo;
  WebSocket client(echo.port(), {.protocol = "foo, v12.stomp, v11.stomp"});
  EXPECT_EQ(client.status(), 101);
  EXPECT_NE(client.handshake_answer().find("Sec-WebSocket-Protocol: v12.stomp"), std::string::npos);
  // The value of RFC 6455 section 1.3 for the key that the client uses.
  EXPECT_NE(client.handshake_answer().find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
}

TEST(WsHandshake, RefusesWhatItDoesNotServe) {
  struct Case {
    const char* what;
    Handshake handshake;
    int status;
  };
  const std::vector<Case> cases = {
      {"another path", {.path = "/ws/other"}, 404},
      {"a longer path", {.path = "/ws/notifications/more"}, 404},
      {"a token in the address", {.path = "/ws/notifications?access_token=x"}, 400},
      {"any query", {.path = "/ws/notifications?x"}, 400},
      {"no subprotocol", {.protocol = ""}, 400},
      {"another subprotocol", {.protocol = "v11.stomp"}, 400},
      {"a malformed list", {.protocol = "v12.stomp;;;=,"}, 400},
      {"a foreign origin", {.origin = "https://evil.example"}, 403},
      {"a longer origin", {.origin = "https://approval.example.evil"}, 403},
      {"the null origin", {.origin = "null"}, 403},
      {"version 8", {.version = "8"}, 426},
      {"version 7", {.version = "7"}, 426},
      {"version 99", {.version = "99"}, 426},
      {"version 0", {.version = "0"}, 426},
      {"no version", {.version = ""}, 426},
  };
  Echo echo;
  for (const auto& test : cases) {
    const WebSocket client(echo.port(), test.handshake);
    EXPECT_EQ(client.status(), test.status) << test.what;
    EXPECT_NE(client.handshake_answer().find("Content-Type: text/plain"), std::string::npos);
    EXPECT_EQ(client.refusal().substr(0, 4), "why ") << test.what;
    EXPECT_EQ(client.handshake_answer().find("Sec-WebSocket-Version: 13") != std::string::npos,
              test.status == 426)
        << test.what;
  }
  EXPECT_TRUE(
      Eventually([&] { return echo.events(Event::kRefused) == static_cast<int>(cases.size()); }));
  EXPECT_EQ(WebSocket(echo.port(), {.path = "/ws/notifications?"}).status(), 101);
  EXPECT_EQ(WebSocket(echo.port(), {.path = "/ws/notifications/"}).status(), 101);
  EXPECT_EQ(WebSocket(echo.port(), {.origin = "https://approval.example"}).status(), 101);
}

TEST(WsHandshake, WhatTheLibraryRefusesByItselfIsExplainedToo) {
  const std::string head = "GET /ws/notifications HTTP/1.1\r\nHost: x\r\n";
  const std::string upgrade =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {head + "\r\n", "HTTP/1.1 426"},
      {"GET /other HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404"},
      {head + upgrade + "\r\n", "HTTP/1.1 400"},  // no key
      {"nonsense\r\n\r\n", "HTTP/1.1 400"},
  };
  Echo echo;
  for (const auto& [document, status] : cases) {
    const auto answer = test::SendRaw("127.0.0.1", echo.port(), document);
    EXPECT_EQ(answer.substr(0, status.size()), status) << document;
    EXPECT_NE(answer.find("\r\n\r\nwhy "), std::string::npos) << answer;
  }
  EXPECT_TRUE(
      Eventually([&] { return echo.events(Event::kRefused) == static_cast<int>(cases.size()); }));
}

TEST(WsHandshake, PagesOfTheSameHostAndPortMayConnectWhateverThePort) {
  struct Case {
    Handshake handshake;
    int status;
  };
  const std::vector<Case> cases = {
      {{.origin = "http://erp.example:18080", .host = "erp.example:18080"}, 101},
      {{.origin = "https://erp.example", .host = "erp.example"}, 101},
      {{.origin = "http://erp.example:9", .host = "inner", .forwarded_host = "erp.example:9"}, 101},
      {{.origin = "http://erp.example:18081", .host = "erp.example:18080"}, 403},
      {{.origin = "http://evil.example", .host = "inner", .forwarded_host = "erp.example"}, 403},
  };
  Options options = TestOptions();
  options.allowed_origins.clear();
  Echo echo(options);
  for (const auto& test : cases) {
    EXPECT_EQ(WebSocket(echo.port(), test.handshake).status(), test.status)
        << test.handshake.origin;
  }
}

TEST(WsOrigin, IsTheSameWhenHostAndPortAre) {
  EXPECT_TRUE(SameOrigin("http://a:8080", "a:8080"));
  EXPECT_TRUE(SameOrigin("http://A.example", "a.EXAMPLE:80"));
  EXPECT_TRUE(SameOrigin("https://a:443", "a"));
  EXPECT_TRUE(SameOrigin("https://a", "a:443"));
  EXPECT_TRUE(SameOrigin("http://[::1]:8080", "[::1]:8080"));
  EXPECT_TRUE(SameOrigin("http://[::80]", "[::80]"));
  for (const char* origin : {"http://a", "http://a:80801", "http://b:8080", "http://a:8080.evil",
                             "ftp://a:8080", "a:8080", "null", "http://", ""}) {
    EXPECT_FALSE(SameOrigin(origin, "a:8080")) << origin;
  }
  EXPECT_FALSE(SameOrigin("https://a:80", "a")) << "443 is what https implies";
  EXPECT_FALSE(SameOrigin("http://", "")) << "no host is nobody's";
  EXPECT_FALSE(SameOrigin("http://:80", ":80"));
}

TEST(WsOrigin, ThoseOfTheListAreMeantExactly) {
  const std::vector<std::string> allowed = {"https://approval.example", "http://localhost:5173"};
  const auto may = [&](const std::string& origin) {
    return OriginAllowed(origin, "inner:8094", "", allowed);
  };
  EXPECT_TRUE(may("https://approval.example"));
  EXPECT_TRUE(may("http://localhost:5173"));
  for (const char* origin : {"null",
                             "",
                             "https://approval.example.evil",
                             "https://evil-approval.example",
                             "https://evil.example",
                             "https://approval.exampl",
                             "https://Approval.Example",
                             "HTTPS://approval.example",
                             "http://approval.example",
                             "https://approval.example:443",
                             "https://approval.example:8443",
                             "https://approval.example/",
                             "https://approval.example ",
                             "https://sub.approval.example",
                             "http://localhost",
                             "http://localhost:51730",
                             "http://127.0.0.1:5173",
                             "*",
                             "file://",
                             "https://approval.example,https://evil.example"}) {
    EXPECT_FALSE(may(origin)) << origin;
  }
}

TEST(WsLiveness, AnySignIsLifeAndSilenceIsBorneForBothIntervals) {
  const Liveness::Time begin{};
  Liveness peer(seconds(15), begin);
  EXPECT_EQ(peer.Look(begin + seconds(14)), Liveness::Verdict::kFine);
  EXPECT_EQ(peer.Look(begin + seconds(15)), Liveness::Verdict::kPing);
  peer.Pinged(seconds(50), begin + seconds(15));
  EXPECT_EQ(peer.Look(begin + seconds(64)), Liveness::Verdict::kFine);
  EXPECT_EQ(peer.Look(begin + seconds(65)), Liveness::Verdict::kDead);
  peer.Received(seconds(15), begin + seconds(64));
  EXPECT_EQ(peer.Look(begin + seconds(65)), Liveness::Verdict::kFine) << "a pong came at last";
}

TEST(WsLiveness, SilenceIsBorneForAMinuteAsConfigured) {
  const Options options;
  EXPECT_GE(options.ping_interval + options.pong_timeout, seconds(60));
}

TEST(WsHandshake, AbsentOriginNeedsTheOption) {
  Options options = TestOptions();
  options.allow_absent_origin = false;
  Echo echo(options);
  EXPECT_EQ(WebSocket(echo.port()).status(), 403);
}

TEST(WsHandshake, OneTooManyIsAskedToComeBack) {
  Options options = TestOptions();
  options.max_connections = 2;
  Echo echo(options);
  WebSocket first(echo.port());
  {
    WebSocket second(echo.port());
    EXPECT_EQ(second.status(), 101);
    WebSocket third(echo.port());
    EXPECT_EQ(third.status(), 503);
    EXPECT_NE(third.handshake_answer().find("Retry-After: 2"), std::string::npos);
  }
  EXPECT_TRUE(Eventually([&] { return WebSocket(echo.port()).status() == 101; }));
}

TEST(WsHandshake, SilenceEndsWithTheTimeout) {
  Options options = TestOptions();
  options.handshake_timeout = milliseconds(100);
  Echo echo(options);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(test::SendRaw("127.0.0.1", echo.port(), "GET /ws/notifications HTTP/1.1\r\nHost: "),
            "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(5));
  EXPECT_TRUE(Eventually([&] { return echo.events(Event::kRefused) >= 1; }));
  echo.ExpectHealthy();
}

TEST(WsMessages, ComeBackInOrderAlsoWhenFragmented) {
  Echo echo;
  WebSocket client(echo.port());
  client.SendText("하나");
  client.SendFrame(1, "조", false);
  client.SendFrame(9, "ping between fragments");
  client.SendFrame(0, "각", true);
  EXPECT_EQ(client.Receive()->payload, "하나");
  const auto pong = client.Receive();
  EXPECT_EQ(pong->opcode, 10);
  EXPECT_EQ(pong->payload, "ping between fragments");
  EXPECT_EQ(client.Receive()->payload, "조각");
}

TEST(WsMessages, BreakingTheProtocolClosesWithTheRightCodeAndHurtsNobodyElse) {
  const auto bytes = [](std::initializer_list<int> values) {
    std::string text;
    for (const int value : values) text.push_back(static_cast<char>(value));
    return text;
  };
  struct Case {
    const char* what;
    std::function<void(WebSocket&)> act;
    int code;
  };
  const std::vector<Case> cases = {
      {"unmasked", [](auto& c) { c.SendFrame(1, "x", true, false); }, 1002},
      {"bad UTF-8", [](auto& c) { c.SendText("\xC3\x28"); }, 1007},
      {"UTF-8 cut at the end", [](auto& c) { c.SendText("\xEC\x9D"); }, 1007},
      {"surrogate in UTF-8", [](auto& c) { c.SendText("\xED\xA0\x80"); }, 1007},
      {"1 MB in one frame", [](auto& c) { c.SendText(std::string(1 << 20, 'x')); }, 1009},
      {"length of 2^62",
       [&](auto& c) {
         c.SendRaw(bytes({0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}));
       },
       1009},
      {"endless fragments",
       [](auto& c) {
         c.SendFrame(1, std::string(4096, 'x'), false);
         for (int i = 0; i < 64; ++i) c.SendFrame(0, std::string(4096, 'x'), false);
       },
       1009},
      {"continuation of nothing", [](auto& c) { c.SendFrame(0, "x"); }, 1002},
      {"a message inside a message",
       [](auto& c) {
         c.SendFrame(1, "x", false);
         c.SendFrame(1, "y");
       },
       1002},
      {"reserved opcode", [](auto& c) { c.SendFrame(3, "x"); }, 1002},
      {"reserved bit",
       [&](auto& c) {
         c.SendRaw(bytes({0xC1, 0x80, 1, 2, 3, 4}));
       },
       1002},
      {"fragmented ping", [](auto& c) { c.SendFrame(9, "x", false); }, 1002},
      {"long ping", [](auto& c) { c.SendFrame(9, std::string(126, 'x')); }, 1002},
      {"close code 1005",
       [&](auto& c) {
         c.SendFrame(8, bytes({0x03, 0xED}));
       },
       1002},
      {"binary", [](auto& c) { c.SendFrame(2, "x"); }, 1003},
      {"a callback that throws", [](auto& c) { c.SendText("throw"); }, 1011},
  };
  Echo echo;
  for (const auto& test : cases) {
    WebSocket client(echo.port());
    ASSERT_EQ(client.status(), 101);
    test.act(client);
    EXPECT_EQ(client.WaitClose().code, test.code) << test.what;
    echo.ExpectHealthy();
  }
  EXPECT_TRUE(Eventually([&] { return echo.open().empty(); }));
}

TEST(WsMessages, LargestAllowedMessagePasses) {
  Echo echo;
  WebSocket client(echo.port());
  client.SendText(std::string(64 * 1024, 'x'));
  EXPECT_EQ(client.Receive()->payload.size(), 64U * 1024);
}

TEST(WsMessages, ManyThreadsMaySend) {
  Echo echo;
  WebSocket client(echo.port());
  ASSERT_TRUE(Eventually([&] { return echo.open().size() == 1; }));
  const ConnectionId id = *echo.open().begin();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 250; ++i) {
        echo->Send(id, std::to_string(t) + ":" + std::to_string(i));
      }
    });
  }
  std::map<char, int> next;
  for (int i = 0; i < 1000; ++i) {
    const auto message = client.Receive();
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(std::stoi(message->payload.substr(2)), next[message->payload[0]]++);
  }
  for (auto& thread : threads) thread.join();
}

TEST(WsFlow, SlowReaderIsClosedAndItsMemoryFreed) {
  Options options = TestOptions();
  options.close_timeout = milliseconds(100);
  Echo echo(options);
  WebSocket slow(echo.port());
  // More than the kernel's buffers of both sides take, from a client that never reads.
  ASSERT_TRUE(Eventually([&] {
    slow.SendText("flood 200");
    return echo.events(Event::kSlowClosed) == 1;
  }));
  EXPECT_TRUE(Eventually([&] { return echo.open().empty(); }));
  EXPECT_EQ(echo.closed().at(0), CloseCode::kPolicyViolation);
  echo.ExpectHealthy();
}

TEST(WsFlow, SomebodyWhoSpeaksAndNeverReadsIsClosedAlsoBelowTheLimit) {
  Options options = TestOptions();
  options.max_buffered = 64 << 20;
  options.stall_timeout = milliseconds(300);
  options.close_timeout = milliseconds(100);
  Echo echo(options);
  WebSocket idle(echo.port());
  WebSocket slow(echo.port());
  slow.SendText("flood 20000");
  ASSERT_TRUE(Eventually([&] {
    slow.SendText("still here");
    return echo.events(Event::kSlowClosed) == 1;
  }));
  EXPECT_TRUE(Eventually([&] { return echo.open().size() == 1; }));
  EXPECT_EQ(echo.closed().at(0), CloseCode::kPolicyViolation);
  idle.SendText("nothing waits for me");
  EXPECT_TRUE(idle.Receive().has_value());
}

TEST(WsFlow, OwnerLearnsWhenEverythingIsWritten) {
  Echo echo;
  WebSocket client(echo.port());
  client.SendText("flood 100");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.Receive().has_value());
  EXPECT_TRUE(Eventually([&] { return echo.drained() == 1; }));
  client.SendText("flood 1");
  ASSERT_TRUE(client.Receive().has_value());
  EXPECT_EQ(echo.drained(), 1) << "a few bytes are not worth a word";
}

TEST(WsFlow, SomebodyWhoOnlyPingsAndNeverReadsIsClosed) {
  Options options = TestOptions();
  options.close_timeout = milliseconds(100);
  Echo echo(options);
  WebSocket client(echo.port());
  std::atomic<bool> done{false};
  std::thread pings([&] {
    const std::string payload(125, 'p');
    while (!done) {
      client.SendFrame(9, payload);
    }
  });
  EXPECT_TRUE(Eventually([&] { return echo.events(Event::kSlowClosed) == 1; }));
  done = true;
  pings.join();
  EXPECT_TRUE(Eventually([&] { return echo.open().empty(); }));
}

TEST(WsLife, SilentPeerIsPingedThenClosed) {
  Options options = TestOptions();
  options.ping_interval = milliseconds(50);
  options.pong_timeout = milliseconds(50);
  Echo echo(options);
  WebSocket alive(echo.port());
  WebSocket dead(echo.port());
  dead.AnswerPings(false);
  int pings = 0;
  std::thread reader([&] {
    while (pings < 5) {
      const auto frame = alive.Receive();
      if (!frame || frame->opcode != 9) break;
      ++pings;
    }
  });
  EXPECT_EQ(dead.WaitClose().code, 1011);
  reader.join();
  EXPECT_EQ(pings, 5);
  EXPECT_EQ(echo.events(Event::kPongMissed), 1);
}

TEST(WsLife, CloseHandshakeOfTheClientIsAnswered) {
  Echo echo;
  WebSocket client(echo.port());
  client.SendFrame(8, std::string("\x03\xE8", 2) + "bye");
  EXPECT_EQ(client.WaitClose().code, 1000);
  EXPECT_TRUE(Eventually([&] { return echo.closed().size() == 1; }));
  EXPECT_EQ(echo.closed().at(0), CloseCode::kNormal);
}

TEST(WsLife, BrokenConnectionIsReportedOnce) {
  Echo echo;
  { WebSocket client(echo.port()); }
  EXPECT_TRUE(Eventually([&] { return echo.closed().size() == 1; }));
  EXPECT_EQ(echo.closed().at(0), CloseCode::kAbnormal);
}

// A client that has begun its handshake and says nothing more.
class Unfinished {
 public:
  explicit Unfinished(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::send(socket_, "GET /ws", 7, MSG_NOSIGNAL), 7);
  }
  ~Unfinished() { ::close(socket_); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  // Until the server has closed the connection.
  void WaitClosed() const {
    char rest[512];
    while (::recv(socket_, rest, sizeof rest, 0) > 0) {
    }
  }

 private:
  const int socket_;
};

TEST(WsLife, StopClosesEverySessionAndReturnsInTime) {
  Echo echo;
  WebSocket polite(echo.port());
  WebSocket deaf(echo.port());
  std::vector<WebSocket> others;
  for (int i = 0; i < 20; ++i) others.emplace_back(echo.port());
  WebSocket::CloseFrame last_word;
  std::thread reader([&] { last_word = polite.WaitClose(); });
  const Unfinished unfinished(echo.port());
  ASSERT_TRUE(Eventually([&] { return echo.open().size() == 22; }));
  const auto begin = std::chrono::steady_clock::now();
  echo->Stop(CloseCode::kServiceRestart, "retry-after-ms=1000", seconds(3));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(3500));
  reader.join();
  unfinished.WaitClosed();
  EXPECT_EQ(last_word.code, 1012);
  EXPECT_EQ(last_word.reason, "retry-after-ms=1000");
  EXPECT_TRUE(echo.open().empty());
  EXPECT_THROW(WebSocket(echo.port()), std::runtime_error);
  echo->Post([] { FAIL() << "the loop has ended"; });
  echo->Stop(CloseCode::kGoingAway, "", seconds(3));
}

TEST(WsLife, StopWithoutClientsIsImmediate) {
  Echo echo;
  echo.ExpectHealthy();
  const auto begin = std::chrono::steady_clock::now();
  echo->Stop(CloseCode::kGoingAway, "", seconds(3));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(2500));
}

TEST(WsLife, StopAcceptingKeepsTheOpenOnes) {
  Echo echo;
  WebSocket client(echo.port());
  echo->StopAccepting();
  EXPECT_TRUE(Eventually([&] {
    try {
      return WebSocket(echo.port()).status() == 503;
    } catch (const std::runtime_error&) {
      return true;
    }
  }));
  client.SendText("still here");
  EXPECT_EQ(client.Receive()->payload, "still here");
}

TEST(WsLife, TakenPortIsOneClearLine) {
  Echo echo;
  Options options = TestOptions();
  options.port = echo.port();
  Server second(options, {});
  try {
    second.Start();
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "cannot listen on 127.0.0.1:" + std::to_string(echo.port()) + ": Address already in use");
  }
}

TEST(WsLife, WithoutDescriptorsItWaitsAndThenGoesOn) {
  Echo echo;
  const int waiting = ::socket(AF_INET, SOCK_STREAM, 0);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(waiting) + 1;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(echo.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(Eventually([&] { return echo.events(Event::kAcceptFailed) >= 3; }));
  EXPECT_GT(std::chrono::steady_clock::now() - begin, milliseconds(90)) << "it must not spin";
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ::close(waiting);
  echo.ExpectHealthy();
}

TEST(WsLife, DestructionWithOpenConnectionsIsSafe) {
  std::vector<WebSocket> clients;
  {
    Echo echo;
    for (int i = 0; i < 5; ++i) clients.emplace_back(echo.port());
    for (auto& client : clients) client.SendText("flood 90");
  }
  for (auto& client : clients) {
    while (client.Receive()) continue;
    EXPECT_TRUE(client.ended());
  }
}

}  // namespace
}  // namespace erp::ws
