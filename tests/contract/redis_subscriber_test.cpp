#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "redis/subscriber.h"
#include "redis_fixture.h"

namespace erp::redis {
namespace {

// What the subscriber told its owner, in order.
class Heard {
 public:
  Subscriber::Callbacks Callbacks() {
    return {.on_message = [this](const std::string& channel,
                                 const std::string& message) { Add(channel + "=" + message); },
            .on_subscribed = [this](const std::string& channel) { Add("+" + channel); }};
  }
  [[nodiscard]] std::ptrdiff_t Count(const std::string& line) const {
    const std::lock_guard lock(mutex_);
    return std::count(lines_.begin(), lines_.end(), line);
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  void Add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;  // guarded by mutex_
};

class RedisSubscriberTest : public RedisTest {
 protected:
  RedisSubscriberTest()
      : pool_(Options(2), registry_), subscriber_(RealServer(), heard_.Callbacks(), registry_) {}

  std::int64_t Publish(const std::string& channel, const std::string& message) {
    return pool_.Run({"PUBLISH", channel, message}).AsInteger();
  }
  void SubscribeAndWait(const std::string& channel) {
    const auto before = heard_.Count("+" + channel);
    subscriber_.Subscribe(channel);
    ASSERT_TRUE(Eventually([&] { return heard_.Count("+" + channel) > before; }));
  }
  // Cuts the pub/sub connection that holds `channel`; only this test knows its name.
  void CutConnectionOf() {
    std::int64_t killed = 0;
    const auto list = pool_.Run({"CLIENT", "LIST", "TYPE", "pubsub"}).AsText();
    for (std::size_t at = 0; at < list.size(); at = list.find('\n', at) + 1) {
      const auto line = list.substr(at, list.find('\n', at) - at);
      if (line.find(" sub=" + std::to_string(kOwnChannels) + " ") == std::string::npos) continue;
      const auto id = line.substr(3, line.find(' ') - 3);
      killed += pool_.Run({"CLIENT", "KILL", "ID", id}).AsInteger();
    }
    ASSERT_EQ(killed, 1);
  }

  static constexpr int kOwnChannels = 1237;  // tells this connection from others' in a list

  Heard heard_;
  Pool pool_;
  Subscriber subscriber_;
  const std::string a_ = prefix_ + "a";
  const std::string b_ = prefix_ + "b";
};

TEST_F(RedisSubscriberTest, WhatIsPublishedAfterTheConfirmationArrivesInOrder) {
  subscriber_.Start();
  SubscribeAndWait(a_);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(Publish(a_, std::to_string(i)), 1);
  ASSERT_TRUE(Eventually([&] { return heard_.Count(a_ + "=199") == 1; }));
  const auto lines = heard_.lines();
  ASSERT_EQ(lines.size(), 201U);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(lines[i + 1], a_ + "=" + std::to_string(i));
}

TEST_F(RedisSubscriberTest, WantedBeforeStartAndWhileRunning) {
  subscriber_.Subscribe(a_);
  subscriber_.Start();
  SubscribeAndWait(b_);
  ASSERT_TRUE(Eventually([&] { return heard_.Count("+" + a_) == 1; }));
  EXPECT_TRUE(subscriber_.Connected());
  EXPECT_EQ(Publish(a_, "1"), 1);
  EXPECT_EQ(Publish(b_, "2"), 1);
  EXPECT_TRUE(
      Eventually([&] { return heard_.Count(a_ + "=1") == 1 && heard_.Count(b_ + "=2") == 1; }));
}

TEST_F(RedisSubscriberTest, UnwantedChannelIsGivenUpOnTheServer) {
  subscriber_.Start();
  SubscribeAndWait(a_);
  SubscribeAndWait(b_);
  subscriber_.Unsubscribe(a_);
  EXPECT_TRUE(Eventually([&] { return Publish(a_, "late") == 0; }));
  EXPECT_EQ(Publish(b_, "still"), 1);
  EXPECT_TRUE(Eventually([&] { return heard_.Count(b_ + "=still") == 1; }));
}

TEST_F(RedisSubscriberTest, EverySubscribeIsConfirmedAlsoAfterAQuickChangeOfMind) {
  subscriber_.Start();
  SubscribeAndWait(a_);
  for (int i = 0; i < 50; ++i) {
    subscriber_.Unsubscribe(a_);
    SubscribeAndWait(a_);
  }
  EXPECT_EQ(Publish(a_, "x"), 1);
  EXPECT_TRUE(Eventually([&] { return heard_.Count(a_ + "=x") == 1; }));
}

TEST_F(RedisSubscriberTest, ReconnectsAndConfirmsEveryWantedChannelAgain) {
  subscriber_.Start();
  for (int i = 1; i < kOwnChannels; ++i) subscriber_.Subscribe(prefix_ + std::to_string(i));
  SubscribeAndWait(a_);
  ASSERT_TRUE(Eventually([&] { return heard_.lines().size() == std::size_t{kOwnChannels}; }));
  CutConnectionOf();
  ASSERT_TRUE(Eventually([&] { return heard_.lines().size() == 2 * std::size_t{kOwnChannels}; }));
  EXPECT_EQ(heard_.Count("+" + a_), 2);
  EXPECT_EQ(Publish(a_, "again"), 1);
  EXPECT_TRUE(Eventually([&] { return heard_.Count(a_ + "=again") == 1; }));
}

TEST_F(RedisSubscriberTest, IdleConnectionIsKeptByPings) {
  subscriber_.Start();
  SubscribeAndWait(a_);
  const auto opened =
      registry_.GetCounter("redis_subscriber_connections_total", "Pub/sub connections made");
  // Longer than the silence after which a connection counts as dead.
  const auto end = Deadline::After(std::chrono::milliseconds(4500));
  while (!end.Expired()) {
    ASSERT_TRUE(subscriber_.Connected());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(opened.Value(), 1);
  EXPECT_EQ(Publish(a_, "awake"), 1);
}

TEST_F(RedisSubscriberTest, SilentServerIsLeft) {
  std::atomic<int> connections{0};
  ScriptedServer server([&connections](const std::string& received) {
    if (received.find("SUBSCRIBE") != std::string::npos) ++connections;
    return std::string();
  });
  Subscriber subscriber(server.url(), {}, registry_);
  subscriber.Subscribe("c");
  subscriber.Start();
  EXPECT_TRUE(Eventually([&] { return connections >= 2; }));
}

TEST_F(RedisSubscriberTest, StopsAtOnceAlsoWhileTheServerIsAway) {
  Url nowhere;
  {
    ScriptedServer gone([](const std::string&) { return ""; });
    nowhere = gone.url();
  }
  auto subscriber = std::make_unique<Subscriber>(nowhere, heard_.Callbacks(), registry_);
  subscriber->Start();
  subscriber->Subscribe(a_);
  const auto errors = Deadline::After(std::chrono::milliseconds(200));
  while (!errors.Expired()) {
    subscriber->Subscribe(a_);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_FALSE(subscriber->Connected());
  const auto started = std::chrono::steady_clock::now();
  subscriber.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::milliseconds(1500));
}

TEST_F(RedisSubscriberTest, ThousandsOfChannelsAndThreads) {
  subscriber_.Start();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i) {
          const auto channel = prefix_ + std::to_string(t) + "." + std::to_string(i);
          subscriber_.Subscribe(channel);
          if (i % 2 == 0) subscriber_.Unsubscribe(channel);
        }
      });
    }
  }
  const auto last = prefix_ + "3.499";
  ASSERT_TRUE(Eventually([&] { return heard_.Count("+" + last) == 1; }));
  EXPECT_EQ(Publish(last, "x"), 1);
  EXPECT_EQ(Publish(prefix_ + "3.498", "x"), 0);
}

}  // namespace
}  // namespace erp::redis
