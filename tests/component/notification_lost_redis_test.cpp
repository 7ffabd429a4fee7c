// notification when its Redis has lost something, is not what it must be, or hangs; and when a
// process dies while frames flow. On a Redis of its own.
#include <atomic>
#include <csignal>
#include <map>
#include <set>
#include <thread>

#include "notification_fixture.h"
#include "support/redis_server.h"

namespace erp::notification {
namespace {

class NotificationLostRedisTest : public NotificationDaemonTest {
 protected:
  std::unique_ptr<test::Daemon> LaunchHere(test::Environment changes = {},
                                           const std::string& name = "notification") const {
    auto environment = Environment();
    environment["REDIS_URL"] = server_.Url();
    for (const auto& [variable, value] : changes) environment[variable] = value;
    return std::make_unique<test::Daemon>(
        test::DaemonOptions{.name = name, .environment = environment});
  }
  std::unique_ptr<test::Daemon> LaunchHereReady() const {
    auto daemon = LaunchHere();
    daemon->WaitReady();
    return daemon;
  }

  // An inbox but for its epoch and what is known to be lost with it, the read marks.
  static json::Value Inbox(const test::Daemon& daemon, std::int64_t user) {
    auto entries = Get(daemon, "/notifications/recent/" + std::to_string(user));
    for (auto& entry : entries) {
      entry.erase("epoch");
      entry.erase("read");
    }
    return entries;
  }
  static bool AwaitInbox(const test::Daemon& daemon, std::int64_t user, const json::Value& inbox) {
    return test::Eventually(seconds(20), [&] {
      const auto answer =
          test::Send("GET", daemon.Url("/notifications/recent/" + std::to_string(user)));
      return answer.status == 200 && Inbox(daemon, user) == inbox;
    });
  }
  // What a month may leave in an inbox; 12 entries for each of two people.
  void Fill(const test::Daemon& daemon) const {
    for (const std::int64_t user : {7, 8}) {
      Settle(Id(user, 3), user);  // before it is asked for
      for (int i = 1; i <= 12; ++i) Request(Id(user, i), user);
      Settle(Id(user, 5), user);
      Request(Id(user, 2), user);  // a repeat
    }
    ASSERT_TRUE(AwaitUnread(daemon, 7, 10));
    ASSERT_TRUE(AwaitUnread(daemon, 8, 10));
  }
  static std::string Id(std::int64_t user, int number) {
    return "n:" + std::to_string(number) + ":" + std::to_string(user);
  }
  // Reads until a resync and then the inbox, which is `ids` in this order.
  static void ExpectResync(test::StompClient& client, const std::vector<std::string>& ids) {
    for (;;) {
      const auto message = Next(client);
      if (message["type"] == "resync") break;
    }
    std::vector<std::string> got;
    while (got.size() < ids.size()) {
      const auto message = Next(client);
      if (message["type"] == "resync") {
        got.clear();  // found it still being filled
      } else if (message["type"] != "settled") {
        got.push_back(message["id"]);
      }
    }
    EXPECT_EQ(got, ids);
  }
  static std::vector<std::string> Ids(std::int64_t user, int last) {
    std::vector<std::string> ids;
    for (int i = 1; i <= last; ++i) ids.push_back(Id(user, i));
    return ids;
  }

  test::RedisServer server_;
};

TEST_F(NotificationLostRedisTest, EmptyRedisIsFilledAgainAsItWasAndOpenSessionsAreNotified) {
  const auto daemon = LaunchHereReady();
  Fill(*daemon);
  test::Send("PUT", daemon->Url("/notifications/read"), R"({"upTo":4,"userId":7})");
  const auto kim = Inbox(*daemon, 7);
  const auto lee = Inbox(*daemon, 8);
  const auto open = Open(*daemon, 7);
  server_.RestartEmpty();
  EXPECT_TRUE(AwaitInbox(*daemon, 7, kim));
  EXPECT_TRUE(AwaitInbox(*daemon, 8, lee));
  ExpectResync(*open, Ids(7, 12));
  const auto state = Get(*daemon, "/notifications/unread-count?userId=7");
  EXPECT_EQ(state["readUpTo"], 0) << "read marks are lost, and that is said";
  EXPECT_EQ(state["unread"], 10);
  Request("n:new", 7);
  auto message = Next(*open);
  while (message["type"] == "settled") message = Next(*open);
  EXPECT_EQ(message["id"], "n:new");
}

TEST_F(NotificationLostRedisTest, RedisEmptiedByHandIsFilledAgainInTheOldOrder) {
  const auto daemon = LaunchHereReady();
  Fill(*daemon);
  const auto kim = Inbox(*daemon, 7);
  const auto open = Open(*daemon, 7);
  redis::Pool own({.url = redis::ParseUrl(server_.Url()).value()}, registry_);
  own.Run({"FLUSHALL"});
  Request(Id(7, 13), 7);  // must not come before the others
  ExpectResync(*open, Ids(7, 13));
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7?limit=1")[0]["seq"], 13);
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    auto inbox = Inbox(*daemon, 7);
    inbox.erase(0);
    return inbox == kim;
  }));
}

TEST_F(NotificationLostRedisTest, ASettlementRightAfterALossDoesNotHideItsNotification) {
  const auto daemon = LaunchHereReady();
  Request(Id(7, 1), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 1));
  const auto open = Open(*daemon, 7);
  redis::Pool own({.url = redis::ParseUrl(server_.Url()).value()}, registry_);
  own.Run({"FLUSHALL"});
  Settle(Id(7, 1), 7);
  ExpectResync(*open, Ids(7, 1));
  EXPECT_TRUE(AwaitUnread(*daemon, 7, 0));
}

TEST_F(NotificationLostRedisTest, CutLogComesBackWholeAndNoNumberIsUsedTwice) {
  const auto daemon = LaunchHereReady();
  for (int i = 1; i <= 5; ++i) Request(Id(7, i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 5));
  const auto open = Open(*daemon, 7, "0");
  server_.KeepCopy();
  for (int i = 6; i <= 12; ++i) Request(Id(7, i), 7);
  std::map<std::string, std::string> given;  // epoch:seq -> id
  std::string place;
  for (int i = 1; i <= 12; ++i) {
    const auto frame = open->Expect("MESSAGE");
    place = frame.headers.at("message-id");
    given[place] = json::Value::parse(frame.body)["id"];
  }
  server_.RestartWithCopy();
  for (int i = 13; i <= 15; ++i) Request(Id(7, i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 15));
  ExpectResync(*open, Ids(7, 15));
  for (const auto& entry : Get(*daemon, "/notifications/recent/7")) {
    const std::string name = entry["epoch"].get<std::string>() + ":" + entry["seq"].dump();
    EXPECT_FALSE(given.contains(name)) << name << " was " << given[name];
  }
  const auto returned = Open(*daemon, 7, place);
  ExpectResync(*returned, Ids(7, 15));
}

TEST_F(NotificationLostRedisTest, RestartThatLostNothingKeepsReadMarks) {
  const auto daemon = LaunchHereReady();
  Fill(*daemon);
  test::Send("PUT", daemon->Url("/notifications/read"), R"({"upTo":4,"userId":7})");
  const auto before = Get(*daemon, "/notifications/unread-count?userId=7");
  const auto kim = Inbox(*daemon, 7);
  server_.Restart();
  EXPECT_TRUE(AwaitInbox(*daemon, 7, kim));
  const auto after = Get(*daemon, "/notifications/unread-count?userId=7");
  EXPECT_EQ(after["readUpTo"], 4);
  EXPECT_EQ(after["unread"], before["unread"]);
  EXPECT_NE(after["epoch"], before["epoch"]);
}

TEST_F(NotificationLostRedisTest, TheReplicaThatGetsThePartitionsFillsTheEmptyRedis) {
  auto one = LaunchHereReady();
  const auto two = LaunchHereReady();
  Fill(*one);
  const auto kim = Inbox(*two, 7);
  const auto lee = Inbox(*two, 8);
  server_.RestartEmpty();
  one->Kill();
  EXPECT_TRUE(AwaitInbox(*two, 7, kim));
  EXPECT_TRUE(AwaitInbox(*two, 8, lee));
}

TEST_F(NotificationLostRedisTest, LossWhileNobodyRunsIsFoundAtTheStart) {
  auto daemon = LaunchHereReady();
  Fill(*daemon);
  const auto kim = Inbox(*daemon, 7);
  EXPECT_EQ(daemon->Terminate(), 0);
  server_.RestartEmpty();
  daemon = LaunchHereReady();
  EXPECT_TRUE(AwaitInbox(*daemon, 7, kim));
}

TEST_F(NotificationLostRedisTest, CrashAfterTheAppendStoresOnce) {
  auto daemon = LaunchHere({{"FAILPOINTS", "inbox.stored:3"}}, "faulty/notification");
  daemon->WaitReady();
  for (int i = 1; i <= 6; ++i) Request(Id(7, i), 7);
  EXPECT_TRUE(test::Eventually(seconds(20), [&] { return !daemon->Running(); }));
  daemon = LaunchHereReady();
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 6));
  const auto client = Open(*daemon, 7, "0");
  for (int i = 1; i <= 6; ++i) EXPECT_EQ(Next(*client)["id"], Id(7, i));
}

TEST_F(NotificationLostRedisTest, ProcessKilledWhileFramesFlowIsReplacedWithoutLossOrRepeat) {
  auto one = LaunchHereReady();
  const auto two = LaunchHereReady();
  constexpr int kAll = 400;
  std::vector<std::int64_t> got[2];
  auto first = Open(*one, 7, "0");
  auto second = Open(*two, 7, "0");
  std::thread writer([&] {
    for (int i = 1; i <= kAll; ++i) Request(Id(7, i), 7);
  });
  while (got[0].size() < 50) got[0].push_back(Next(*first)["seq"]);
  one->Kill();
  // What was under way still counts; the rest comes from the other process.
  while (const auto frame = first->Receive()) {
    got[0].push_back(json::Value::parse(frame->body)["seq"]);
  }
  first = Open(*two, 7, std::to_string(got[0].back()));
  while (got[0].back() < kAll) got[0].push_back(Next(*first)["seq"]);
  while (got[1].empty() || got[1].back() < kAll) got[1].push_back(Next(*second)["seq"]);
  writer.join();
  for (const auto& seqs : got) {
    ASSERT_EQ(seqs.size(), static_cast<std::size_t>(kAll));
    for (int i = 0; i < kAll; ++i) ASSERT_EQ(seqs[static_cast<std::size_t>(i)], i + 1);
  }
}

TEST_F(NotificationLostRedisTest, FrozenRedisIsAnsweredSoonWithUnavailable) {
  const auto daemon = LaunchHereReady();
  Request("n:1", 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 1));
  server_.Signal(SIGSTOP);
  const auto ask = [&](const char* method, const char* path, const char* body) {
    const auto answer = test::Send(method, daemon->Url(path), body, {}, milliseconds(2500));
    EXPECT_EQ(answer.status, 503) << path;
    EXPECT_TRUE(answer.Header("retry-after").has_value()) << path;
  };
  for (int round = 0; round < 3; ++round) {
    ask("GET", "/notifications/recent/7", "");
    ask("GET", "/notifications?userId=7&after=0", "");
    ask("PUT", "/notifications/read?userId=7", R"({"upTo":1})");
    ask("POST", "/notifications/send", R"({"approvalId":1,"status":"s","message":"m"})");
    ask("POST", "/notifications/send/7", R"({"approvalId":1,"status":"s","message":"m"})");
  }
  server_.Signal(SIGCONT);
  EXPECT_TRUE(daemon->WaitForReadyz(200));
  EXPECT_GE(Unread(*daemon, 7), 1);
}

TEST_F(NotificationLostRedisTest, RedisThatMayLoseWhatItAcknowledgedIsNotAccepted) {
  const test::RedisServer forgetful({"--appendfsync", "everysec"});
  const auto daemon = LaunchHere({{"REDIS_URL", forgetful.Url()}});
  EXPECT_TRUE(test::Eventually(seconds(20), [&] {
    try {
      const auto answer = test::Send("GET", daemon->OperatorUrl("/readyz"));
      return answer.status == 503 &&
             answer.body.find("appendfsync everysec, must be always") != std::string::npos;
    } catch (const std::exception&) {
      return false;  // does not listen yet
    }
  }));
  const auto told = LaunchHere({{"REDIS_URL", forgetful.Url()}, {"REDIS_DURABILITY", "off"}});
  told->WaitReady();
}

}  // namespace
}  // namespace erp::notification
