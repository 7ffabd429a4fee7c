// How much is read at once, what becomes of readings when it ends, and answers about a place.
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "notification/app/inbox_service.h"
#include "notification/app/live_feeds.h"
#include "notification/app/page_reader.h"
#include "notification/app/replays.h"
#include "notification_memory_inbox.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

using std::chrono::seconds;

// Keeps what is posted until the test runs it. Thread-safe.
class KeptTasks final : public Executor {
 public:
  void Post(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  // False when there was none.
  bool RunOne() {
    std::function<void()> task;
    {
      const std::lock_guard lock(mutex_);
      if (tasks_.empty()) return false;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
};

struct PagesTest : testing::Test {
  void Append(int count) {
    for (int i = 1; i <= count; ++i) {
      Notification notification;
      notification.id = "n:" + std::to_string(i);
      notification.user = kim;
      store.Append(notification, "", {});
    }
  }
  MemoryStore store;
  KeptTasks tasks;
  const EmployeeId kim{7};
};

TEST_F(PagesTest, AReplayIsReadSixtyFourEntriesAtATime) {
  for (const auto& [entries, readings] : {std::pair(64, 1), std::pair(65, 2), std::pair(128, 2)}) {
    MemoryStore of_its_own;
    PageReader reader(of_its_own, tasks, 1);
    std::size_t got = 0;
    bool live = false;
    LiveFeeds feeds(of_its_own, reader,
                    {.deliver = [&](const FeedKey&, const Outgoing&) { ++got; },
                     .went_live = [&](const FeedKey&) { live = true; },
                     .has_room = [](SessionId) { return true; }});
    of_its_own.SetListener(
        {.on_change = [](const Change&) {},
         .on_listening =
             [&](EmployeeId user) { tasks.Post([&, user] { feeds.OnListening(user); }); }});
    for (int i = 1; i <= entries; ++i) {
      Notification notification;
      notification.id = "n:" + std::to_string(i);
      notification.user = kim;
      of_its_own.Append(notification, "", {});
    }
    feeds.Open({1, "a"}, kim, Cursor{"", 0});
    ASSERT_TRUE(test::Eventually(seconds(10), [&] {
      tasks.RunOne();
      return live && got == static_cast<std::size_t>(entries);
    }));
    EXPECT_EQ(of_its_own.readings(), readings) << entries;
    reader.Stop();
  }
}

TEST_F(PagesTest, AReaderMayBeStoppedTwiceAndTakesNothingAfterwards) {
  PageReader reader(store, tasks, 2);
  EXPECT_EQ(reader.capacity(), 8U);
  reader.Stop();
  reader.Stop();
  EXPECT_FALSE(reader.Submit({.user = kim, .from = {}, .limit = 1, .done = {}}));
}

TEST_F(PagesTest, AReadingGivesAtMostWhatItAskedForAndNothingWhileTheStoreIsAway) {
  Append(3);
  PageReader reader(store, tasks, 1);
  const auto read = [&]() -> std::optional<Page> {
    std::optional<Page> answer;
    bool done = false;
    EXPECT_TRUE(reader.Submit(
        {.user = kim, .from = Cursor{"", 0}, .limit = 2, .done = [&](std::optional<Page> page) {
           answer = std::move(page);
           done = true;
         }}));
    EXPECT_TRUE(test::Eventually(seconds(10), [&] { return tasks.RunOne() && done; }));
    return answer;
  };
  const auto page = read();
  ASSERT_TRUE(page);
  EXPECT_EQ(page->entries.size(), 2U);
  EXPECT_TRUE(page->more);
  store.SetAway(true);
  EXPECT_FALSE(read());
}

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return *ParseInstant("2026-11-21T01:02:03.004Z"); }
};

// Looks every half a second, and fifty times within the deadline only when each was asked for.
struct SuspicionTest : PagesTest {
  bool FiftyLooksAfter(const std::function<void()>& cause) {
    const auto deadline = Deadline::After(seconds(10));
    for (int i = 0; i < 50; ++i) {
      const int looks = store.looks();
      cause();
      if (!test::Eventually(deadline.Remaining(), [&] { return store.looks() > looks; })) {
        return false;
      }
    }
    return true;
  }
  FixedClock clock;
  metrics::Registry registry;
  Replays replays{store, clock, registry};
};

TEST_F(SuspicionTest, AStoreThatIsDoubtedIsLookedAtAtOnce) {
  replays.Decide({"t/0"});
  replays.Decided({{"t/0", 0}});
  replays.Watch([] {});
  EXPECT_TRUE(FiftyLooksAfter([&] { replays.Suspect(); }));
  replays.Stop();
}

TEST_F(SuspicionTest, ADemandThatIsNotMetIsADoubt) {
  std::atomic<int> lost{0};
  replays.Watch([&] { ++lost; });
  const auto deadline = Deadline::After(seconds(10));
  for (int run = 1; run <= 50; ++run) {
    replays.Decide({"t/0"});
    replays.Decided({{"t/0", 0}});
    store.Restart("again" + std::to_string(run), true);
    EXPECT_THROW(replays.Demand(), Unavailable);
    ASSERT_TRUE(test::Eventually(deadline.Remaining(), [&] { return lost == run; })) << run;
  }
  replays.Stop();
}

}  // namespace
}  // namespace erp::notification
