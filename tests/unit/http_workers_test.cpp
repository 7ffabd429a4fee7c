#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/internal/workers.h"
#include "support/barrier.h"
#include "support/environment.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Workers, RunAsManyAtOnceAsTheyMayAndRefuseWhatIsMoreThanMayWait) {
  Workers workers(3, 2);
  test::Barrier barrier;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(workers.Submit([&barrier] { barrier.Enter(); }));
  EXPECT_TRUE(barrier.WaitForInside(3));
  EXPECT_EQ(workers.waiting(), 0U);
  std::atomic<int> late{0};
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(workers.Submit([&late] { ++late; }));
  EXPECT_EQ(workers.waiting(), 2U);
  EXPECT_FALSE(workers.Submit([&late] { ++late; }));
  EXPECT_EQ(late, 0);
  barrier.Open();
  workers.Stop();
  EXPECT_EQ(late, 2);
}

TEST(Workers, StopFinishesWhatRunsAndWhatWaitsAndTakesNoMore) {
  Workers workers(1, 8);
  test::Barrier barrier;
  std::atomic<int> done{0};
  workers.Submit([&] { barrier.Enter(), ++done; });
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(workers.Submit([&done] { ++done; }));
  ASSERT_TRUE(barrier.WaitForInside(1));
  std::thread stopping([&workers] { workers.Stop(); });
  barrier.Open();
  stopping.join();
  EXPECT_EQ(done, 9);
  EXPECT_FALSE(workers.Submit([&done] { ++done; }));
}

TEST(Workers, OneJobAfterTheOtherIsDoneByAsFewThreadsAsRunAtOnce) {
  Workers workers(16, 0);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (int i = 0; i < 200; ++i) {
    std::atomic<bool> done{false};
    ASSERT_TRUE(workers.Submit([&] {
      {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }
      done = true;
      done.notify_one();
    }));
    done.wait(false);
  }
  // The next may come while the one before is being put away.
  EXPECT_LE(threads.size(), 3U);
}

TEST(Workers, ThreadsEndThatHaveNothingToDoAndStartAgainWhenTheyHave) {
  Workers workers(4, 0, milliseconds(20));
  for (int round = 1; round <= 3; ++round) {
    test::Barrier barrier;
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(workers.Submit([&barrier] { barrier.Enter(); }));
    EXPECT_TRUE(barrier.WaitForInside(4));
    EXPECT_EQ(workers.threads(), 4U);
    barrier.Open();
    EXPECT_TRUE(test::Eventually(seconds(20), [&] { return workers.threads() == 0; }));
  }
}

TEST(Workers, EveryJobOfManySubmittersRunsOnce) {
  constexpr int kSubmitters = 4;
  constexpr int kEach = 5000;
  // So short that threads end and start while jobs come.
  Workers workers(8, kSubmitters * kEach, milliseconds(1));
  std::vector<std::atomic<int>> runs(kSubmitters * kEach);
  std::vector<std::thread> submitters;
  for (int submitter = 0; submitter < kSubmitters; ++submitter) {
    submitters.emplace_back([&, submitter] {
      for (int i = 0; i < kEach; ++i) {
        auto& run = runs[static_cast<std::size_t>(submitter * kEach + i)];
        EXPECT_TRUE(workers.Submit([&run] { ++run; }));
      }
    });
  }
  for (auto& submitter : submitters) submitter.join();
  workers.Stop();
  for (const auto& run : runs) ASSERT_EQ(run, 1);
}

}  // namespace
}  // namespace erp::http
