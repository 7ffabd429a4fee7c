// The registry of live subscriptions with its reader threads, on stores in memory; also run
// under a thread sanitizer.
#include <atomic>
#include <future>
#include <memory>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "common/bounded_queue.h"
#include "notification/app/live_feeds.h"
#include "notification_memory_inbox.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

using std::chrono::seconds;

Notification Numbered(EmployeeId user, int number) {
  Notification notification;
  notification.id = "n:" + std::to_string(number);
  notification.user = user;
  return notification;
}

// A thread that runs what is posted, in order.
class ThreadExecutor final : public Executor {
 public:
  ThreadExecutor() : thread_([this] { Run(); }) {}
  // Runs what was posted so far, drops what comes.
  void Stop() {
    stopped_ = true;
    tasks_.Close();
    thread_.join();
  }
  void Post(std::function<void()> task) override {
    if (!tasks_.TryPush(std::move(task)) && !stopped_) ADD_FAILURE() << "the queue is full";
  }
  // Runs `task` there and waits for it.
  template <typename Task>
  auto Do(Task task) -> decltype(task()) {
    auto work = std::make_shared<std::packaged_task<decltype(task())()>>(std::move(task));
    auto result = work->get_future();
    Post([work] { (*work)(); });
    return result.get();
  }

 private:
  void Run() {
    while (auto task = tasks_.Pop()) (*task)();
  }
  std::atomic<bool> stopped_{false};
  BoundedQueue<std::function<void()>> tasks_{1 << 16};
  std::thread thread_;
};

class LiveFeedsTest : public testing::Test {
 protected:
  LiveFeedsTest() {
    store_.SetListener(
        {.on_change =
             [this](const Change& change) {
               loop_.Post([this, change] { feeds_.OnChange(change); });
             },
         .on_listening =
             [this](EmployeeId user) { loop_.Post([this, user] { feeds_.OnListening(user); }); }});
  }

  void TearDown() override { loop_.Stop(); }

  void Open(const FeedKey& key, EmployeeId user, std::optional<Cursor> last = std::nullopt) {
    loop_.Do([&] { feeds_.Open(key, user, last); });
    ASSERT_TRUE(test::Eventually(seconds(10),
                                 [&] { return loop_.Do([&] { return live_.contains(key); }); }));
  }
  std::vector<std::int64_t> Got(const FeedKey& key) {
    return loop_.Do([&] { return got_[key]; });
  }
  bool EventuallyGot(const FeedKey& key, std::size_t count) {
    return test::Eventually(seconds(10), [&] { return Got(key).size() == count; });
  }
  static std::vector<std::int64_t> Range(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> range;
    for (auto i = first; i <= last; ++i) range.push_back(i);
    return range;
  }

  MemoryStore store_;
  // Used on loop_ only.
  std::map<FeedKey, std::vector<std::int64_t>> got_;
  std::map<FeedKey, int> settled_;
  std::vector<FeedKey> announced_;
  std::set<FeedKey> live_;
  std::set<SessionId> full_;

  ThreadExecutor loop_;
  PageReader reader_{store_, loop_, 3};
  LiveFeeds feeds_{store_,
                   reader_,
                   {.deliver =
                        [this](const FeedKey& key, const Outgoing& message) {
                          if (message.kind == Outgoing::Kind::kEntry) {
                            got_[key].push_back(message.entry.seq);
                          } else if (message.kind == Outgoing::Kind::kSettled) {
                            ++settled_[key];
                          } else if (message.kind == Outgoing::Kind::kAnnouncement) {
                            announced_.push_back(key);
                          } else {
                            got_[key].clear();
                          }
                        },
                    .went_live = [this](const FeedKey& key) { live_.insert(key); },
                    .has_room = [this](SessionId session) { return !full_.contains(session); }}};

  const EmployeeId kim_{7};
  const EmployeeId lee_{8};
};

TEST_F(LiveFeedsTest, EveryTabOfAPersonGetsItAndNobodyElse) {
  Open({1, "a"}, kim_);
  Open({1, "b"}, kim_);
  Open({2, "a"}, kim_);
  Open({3, "a"}, lee_);
  store_.Append(Numbered(kim_, 1), "", {});
  for (const FeedKey& key : {FeedKey{1, "a"}, FeedKey{1, "b"}, FeedKey{2, "a"}}) {
    EXPECT_TRUE(EventuallyGot(key, 1));
  }
  EXPECT_TRUE(Got({3, "a"}).empty());
}

TEST_F(LiveFeedsTest, ReplayBeginsAfterTheLastSeen) {
  for (int i = 1; i <= 150; ++i) store_.Append(Numbered(kim_, i), "", {});
  Open({1, "a"}, kim_, Cursor{"e1", 10});
  EXPECT_EQ(Got({1, "a"}), Range(11, 150));
  store_.Append(Numbered(kim_, 151), "", {});
  EXPECT_TRUE(EventuallyGot({1, "a"}, 141));
}

TEST_F(LiveFeedsTest, ChannelIsFollowedWhileSomebodyListens) {
  Open({1, "a"}, kim_);
  Open({2, "a"}, kim_);
  loop_.Do([&] { feeds_.Close({1, "a"}); });
  EXPECT_EQ(store_.followed(), std::set{kim_});
  loop_.Do([&] { feeds_.CloseSession(2); });
  EXPECT_TRUE(store_.followed().empty());
  EXPECT_EQ(loop_.Do([&] { return feeds_.size(); }), 0U);
  store_.Append(Numbered(kim_, 1), "", {});
  loop_.Do([] {});
  EXPECT_TRUE(Got({1, "a"}).empty());
}

TEST_F(LiveFeedsTest, LostConnectionIsReadUpOnReturn) {
  Open({1, "a"}, kim_);
  store_.SetHearing(false);
  for (int i = 1; i <= 5; ++i) store_.Append(Numbered(kim_, i), "", {});
  loop_.Do([] {});
  EXPECT_TRUE(Got({1, "a"}).empty());
  store_.SetHearing(true);
  EXPECT_TRUE(EventuallyGot({1, "a"}, 5));
  EXPECT_EQ(Got({1, "a"}), Range(1, 5));
}

TEST_F(LiveFeedsTest, ReadingThatFailsIsTriedAgain) {
  for (int i = 1; i <= 3; ++i) store_.Append(Numbered(kim_, i), "", {});
  store_.SetAway(true);
  loop_.Do([&] { feeds_.Open({1, "a"}, kim_, Cursor{"", 0}); });
  auto later = std::chrono::steady_clock::now();
  const auto tick = [&] {
    later += seconds(20);
    loop_.Do([&] { feeds_.Tick(later); });
  };
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    tick();
    return store_.readings() >= 3;
  })) << "again and again, and every time in vain";
  EXPECT_TRUE(Got({1, "a"}).empty());
  store_.SetAway(false);
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    tick();
    return Got({1, "a"}).size() == 3;
  }));
  EXPECT_EQ(Got({1, "a"}), Range(1, 3));
}

TEST_F(LiveFeedsTest, SessionWithAFullQueueWaitsWithWhatIsRead) {
  for (int i = 1; i <= 100; ++i) store_.Append(Numbered(kim_, i), "", {});
  loop_.Do([&] {
    full_.insert(1);
    feeds_.Open({1, "a"}, kim_, Cursor{"", 0});
    feeds_.Open({2, "a"}, kim_, Cursor{"", 0});
  });
  EXPECT_TRUE(EventuallyGot({2, "a"}, 100));
  EXPECT_TRUE(Got({1, "a"}).empty());
  loop_.Do([&] {
    full_.clear();
    feeds_.OnRoom(1);
  });
  EXPECT_TRUE(EventuallyGot({1, "a"}, 100));
  EXPECT_EQ(Got({1, "a"}), Range(1, 100));
}

TEST_F(LiveFeedsTest, WhatIsLiveIsReadLaterBySessionWithAFullQueue) {
  Open({1, "a"}, kim_);
  Open({2, "a"}, kim_);
  loop_.Do([&] { full_.insert(1); });
  // More than a page, and than what may ever wait.
  for (int i = 1; i <= 3000; ++i) store_.Append(Numbered(kim_, i), "", {});
  store_.Settle({"n:1", kim_}, {"run1"});
  EXPECT_TRUE(EventuallyGot({2, "a"}, 3000));
  EXPECT_TRUE(Got({1, "a"}).empty());
  loop_.Do([&] {
    full_.clear();
    feeds_.OnRoom(1);
  });
  EXPECT_TRUE(EventuallyGot({1, "a"}, 3000));
  EXPECT_EQ(Got({1, "a"}), Range(1, 3000));
  store_.Append(Numbered(kim_, 3001), "", {});
  EXPECT_TRUE(EventuallyGot({1, "a"}, 3001)) << "and it is live again";
}

TEST_F(LiveFeedsTest, AnnouncementWaitsForSpaceInItsPlace) {
  Open({1, "a"}, kim_);
  loop_.Do([&] {
    full_.insert(1);
    feeds_.OnAnnouncement(Numbered(kim_, 0));
  });
  store_.Append(Numbered(kim_, 1), "", {});
  loop_.Do([] {});
  EXPECT_EQ(loop_.Do([&] { return announced_.size(); }), 0U);
  EXPECT_TRUE(Got({1, "a"}).empty());
  loop_.Do([&] {
    full_.clear();
    feeds_.OnRoom(1);
  });
  EXPECT_EQ(loop_.Do([&] { return announced_.size(); }), 1U);
  EXPECT_TRUE(EventuallyGot({1, "a"}, 1));
}

TEST_F(LiveFeedsTest, KeyMayBeUsedAgainWhileItsOldReadingIsUnderWay) {
  for (int i = 1; i <= 10; ++i) store_.Append(Numbered(kim_, i), "", {});
  for (int round = 0; round < 200; ++round) {
    loop_.Do([&] {
      got_.clear();
      feeds_.Close({1, "a"});
      feeds_.Open({1, "a"}, kim_, Cursor{"", 5});
    });
  }
  EXPECT_TRUE(EventuallyGot({1, "a"}, 5));
  EXPECT_EQ(Got({1, "a"}), Range(6, 10));
}

TEST_F(LiveFeedsTest, SettlementReachesEveryTab) {
  store_.Append(Numbered(kim_, 1), "", {});
  Open({1, "a"}, kim_);
  Open({2, "a"}, kim_);
  EXPECT_EQ(store_.Settle({"n:1", kim_}, {"run1"}), Settled::kOpen);
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    return loop_.Do([&] { return settled_[{1, "a"}] == 1 && settled_[{2, "a"}] == 1; });
  }));
}

// Writers, tabs that come and go, and a pub/sub connection that breaks all the time.
TEST_F(LiveFeedsTest, StormLosesNothingAndDoublesNothing) {
  constexpr int kEach = 400;
  constexpr int kWriters = 4;
  std::atomic<bool> writing{true};
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        store_.Append(Numbered(i % 2 == 0 ? kim_ : lee_, w * kEach + i), "", {});
      }
    });
  }
  std::thread breaker([&] {
    while (writing) {
      store_.SetHearing(false);
      std::this_thread::yield();
      store_.SetHearing(true);
      loop_.Do([] {});  // no faster than the loop
    }
  });
  std::mt19937 random(4);
  for (SessionId session = 1; session <= 60; ++session) {
    const EmployeeId user = session % 2 == 0 ? kim_ : lee_;
    loop_.Do([&] { feeds_.Open({session, "a"}, user, Cursor{"", 0}); });
    if (random() % 3 == 0) loop_.Do([&] { feeds_.CloseSession(session - random() % 5); });
  }
  for (auto& thread : threads) thread.join();
  writing = false;
  breaker.join();
  const auto open = loop_.Do([&] { return feeds_.size(); });
  EXPECT_GT(open, 10U);
  constexpr std::size_t kAll = std::size_t{kEach} * kWriters / 2;
  // Some hundred readings one after the other: generous for a sanitizer on a machine that is busy
  // otherwise.
  EXPECT_TRUE(test::Eventually(seconds(60), [&] {
    return loop_.Do([&] {
      std::size_t complete = 0;
      for (const auto& [key, seqs] : got_) complete += seqs.size() == kAll;
      return complete >= open;
    });
  }));
  loop_.Do([&] {
    for (const auto& [key, seqs] : got_) {
      EXPECT_EQ(seqs, Range(1, static_cast<std::int64_t>(seqs.size()))) << key.session;
    }
  });
}

}  // namespace
}  // namespace erp::notification
