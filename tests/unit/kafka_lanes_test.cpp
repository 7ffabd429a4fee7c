#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kafka/internal/lanes.h"
#include "support/environment.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;

Record Make(std::int64_t offset, const std::string& key) {
  Record record;
  record.topic = "topic";
  record.key = key;
  record.offset = offset;
  return record;
}

class LanesTest : public testing::Test {
 protected:
  bool Push(std::int64_t offset, const std::string& key) {
    return lanes.Push(partition, Make(offset, key), Backoff(milliseconds(1), milliseconds(1)));
  }
  Lanes::Claim Take() { return lanes.Take().value(); }
  static std::int64_t Offset(const Lanes::Claim& claim) { return claim.Head().record.offset; }

  Lanes lanes;
  Lanes::PartitionRef partition = lanes.Open("topic", 4);
};

TEST_F(LanesTest, AKeyKeepsItsOrderAndOthersGoBesideIt) {
  Push(0, "a");
  Push(1, "a");
  Push(2, "b");
  const auto first = Take();
  const auto other = Take();
  EXPECT_EQ(Offset(first), 0);
  EXPECT_EQ(Offset(other), 2) << "1 must wait for 0, b need not";
  lanes.Finish(first);
  EXPECT_EQ(Offset(Take()), 1);
}

TEST_F(LanesTest, ARetryHoldsItsKeyOnly) {
  Push(0, "a");
  Push(1, "a");
  lanes.Retry(Take(), std::chrono::hours(1));
  Push(2, "b");
  const auto other = Take();
  EXPECT_EQ(Offset(other), 2);
  lanes.Finish(other);
  EXPECT_EQ(lanes.NextOffset(partition), 0);
  EXPECT_EQ(lanes.Unfinished(partition), 2U);
}

TEST_F(LanesTest, ARetryComesBackBeforeTheRestOfItsKey) {
  Push(0, "a");
  Push(1, "a");
  auto claim = Take();
  claim.Head().tries = 7;
  lanes.Retry(claim, milliseconds(1));
  claim = Take();
  EXPECT_EQ(Offset(claim), 0);
  EXPECT_EQ(claim.Head().tries, 7);
}

TEST_F(LanesTest, ARetryIsTakenWhenItIsDueAlthoughWhoWaitedForItIsBusy) {
  Push(0, "a");
  const auto retried = Take();
  std::promise<void> leave, taken;
  const auto work = [this, &taken, left = leave.get_future().share()] {
    while (const auto claim = lanes.Take()) {
      Offset(*claim) == 1 ? left.wait() : taken.set_value();
      lanes.Finish(*claim);
    }
  };
  std::thread one(work), other(work);
  while (lanes.Idle() < 2) std::this_thread::yield();
  lanes.Retry(retried, milliseconds(50));
  while (lanes.Idle() < 2) std::this_thread::yield();
  Push(1, "b");
  EXPECT_EQ(taken.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  leave.set_value();
  lanes.Close();
  one.join(), other.join();
}

TEST_F(LanesTest, WhatIsDueAtTheSameTimeIsTakenBesideEachOther) {
  for (int round = 0; round < 10; ++round) {
    Push(2 * round, "a");
    Push(2 * round + 1, "b");
    const auto first = Take();
    const auto second = Take();
    std::atomic<int> busy{0};
    const auto both_are = [&busy] { return busy == 2; };
    std::vector<std::jthread> workers;
    for (int i = 0; i < 2; ++i) {
      workers.emplace_back([&] {
        const auto claim = Take();
        ++busy;
        EXPECT_TRUE(test::Eventually(std::chrono::seconds(20), both_are)) << "one has both";
        lanes.Finish(claim);
      });
    }
    while (lanes.Idle() < 2) std::this_thread::yield();  // neither of them knows of a time
    lanes.Retry(first, milliseconds(2));
    lanes.Retry(second, milliseconds(2));
    workers.clear();
    ASSERT_EQ(lanes.Unfinished(partition), 0U);
  }
}

TEST_F(LanesTest, TheNextOfAKeyIsTakenAlthoughWhoFinishedTheOneBeforeTakesNoMore) {
  Push(0, "a");
  Push(1, "a");
  const auto claim = Take();
  std::promise<std::int64_t> taken;
  std::jthread other([&] { taken.set_value(Offset(Take())); });
  while (lanes.Idle() < 1) std::this_thread::yield();
  lanes.Finish(claim);
  auto next = taken.get_future();
  EXPECT_EQ(next.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  Push(2, "b");  // so that the other one ends in any case
  EXPECT_EQ(next.get(), 1);
}

TEST_F(LanesTest, NoKeyAndAnEmptyKeyAreLanesLikeAnyOther) {
  Record keyless = Make(0, "");
  keyless.has_key = false;
  lanes.Push(partition, keyless, Backoff(milliseconds(1), milliseconds(1)));
  Push(1, "");
  keyless.offset = 2;
  lanes.Push(partition, keyless, Backoff(milliseconds(1), milliseconds(1)));
  EXPECT_EQ(Offset(Take()), 0);
  EXPECT_EQ(Offset(Take()), 1);
  EXPECT_EQ(lanes.Unfinished(partition), 3U) << "2 waits for 0";
}

TEST_F(LanesTest, PushSaysWhenTheWindowIsFull) {
  EXPECT_FALSE(Push(0, "a"));
  EXPECT_FALSE(Push(1, "b"));
  EXPECT_FALSE(Push(2, "c"));
  EXPECT_TRUE(Push(3, "d"));
}

TEST_F(LanesTest, AFullWindowIsWaitedForUntilAQuarterOfItIsFree) {
  for (std::int64_t i = 0; i < 4; ++i) Push(i, std::to_string(i));
  EXPECT_FALSE(lanes.WaitRoom(partition, Deadline::After(milliseconds(1))));
  std::jthread worker([this] { lanes.Finish(Take()); });
  EXPECT_TRUE(lanes.WaitRoom(partition, Deadline::After(std::chrono::minutes(2))));
}

TEST_F(LanesTest, AWindowIsDrainedAtHalfOrWhenOnlyRetriesAreLeftInIt) {
  for (std::int64_t i = 0; i < 4; ++i) Push(i, "stuck");
  EXPECT_FALSE(lanes.Drained(partition));
  lanes.Retry(Take(), std::chrono::hours(1));
  EXPECT_FALSE(lanes.Drained(partition)) << "there is no room for another key";

  const auto other = lanes.Open("topic", 4);
  for (std::int64_t i = 0; i < 3; ++i) {
    lanes.Push(other, Make(i, "stuck"), Backoff(milliseconds(1), milliseconds(1)));
  }
  EXPECT_FALSE(lanes.Drained(other)) << "a worker will make room soon";
  lanes.Retry(Take(), milliseconds(0));
  const auto again = Take();
  EXPECT_FALSE(lanes.Drained(other)) << "it does not wait any more";
  lanes.Retry(again, std::chrono::hours(1));
  EXPECT_TRUE(lanes.Drained(other));

  const auto half = lanes.Open("topic", 4);
  lanes.Push(half, Make(0, "a"), Backoff(milliseconds(1), milliseconds(1)));
  lanes.Push(half, Make(1, "b"), Backoff(milliseconds(1), milliseconds(1)));
  EXPECT_TRUE(lanes.Drained(half));
}

TEST_F(LanesTest, DroppedWorkStaysUnfinishedAndIsNotTakenAgain) {
  Push(0, "a");
  Push(1, "a");
  Push(2, "b");
  Push(3, "c");
  const auto running = Take();
  lanes.Retry(Take(), milliseconds(0));
  lanes.Drop(partition);
  EXPECT_FALSE(lanes.WaitIdle({partition}, Deadline::After(milliseconds(0))));
  lanes.Finish(running);
  EXPECT_TRUE(lanes.WaitIdle({partition}, Deadline::After(milliseconds(0))));
  EXPECT_EQ(lanes.NextOffset(partition), 1) << "0 finished in time, the rest comes again";

  const auto again = lanes.Open("topic", 4);
  lanes.Push(again, Make(1, "a"), Backoff(milliseconds(1), milliseconds(1)));
  const auto claim = Take();
  EXPECT_EQ(claim.partition, again) << "nothing of the old assignment is left in the queue";
}

TEST_F(LanesTest, ALateFinisherChangesNothingOfTheNextAssignment) {
  Push(0, "a");
  const auto late = Take();
  lanes.Drop(partition);
  const auto again = lanes.Open("topic", 4);
  lanes.Push(again, Make(0, "a"), Backoff(milliseconds(1), milliseconds(1)));
  lanes.Finish(late);
  EXPECT_EQ(lanes.NextOffset(again), 0);
  EXPECT_EQ(lanes.Unfinished(again), 1U);
}

TEST_F(LanesTest, AFailedRecordOfADroppedPartitionIsNotTriedAgain) {
  Push(0, "a");
  const auto claim = Take();
  lanes.Drop(partition);
  lanes.Retry(claim, milliseconds(0));
  EXPECT_TRUE(lanes.WaitIdle({partition}, Deadline::After(milliseconds(0))));
  EXPECT_EQ(lanes.NextOffset(partition), 0);
  lanes.Close();
  EXPECT_FALSE(lanes.Take());
}

TEST_F(LanesTest, CloseWakesEveryWorker) {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([this] { EXPECT_FALSE(lanes.Take()); });
  }
  lanes.Close();
}

TEST_F(LanesTest, MeasuresWhatIsOpenPerTopic) {
  const auto more = lanes.Open("topic", 4);
  Record old = Make(7, "a");
  old.timestamp = Instant(milliseconds(5));
  lanes.Push(more, old, Backoff(milliseconds(1), milliseconds(1)));
  Record young = Make(8, "b");
  young.timestamp = Instant(milliseconds(9));
  lanes.Push(partition, young, Backoff(milliseconds(1), milliseconds(1)));
  EXPECT_EQ(lanes.Measure().at("topic").unfinished, 2U);
  EXPECT_EQ(lanes.Measure().at("topic").oldest_written, Instant(milliseconds(5)));
  lanes.Drop(more);
  EXPECT_EQ(lanes.Measure().at("topic").unfinished, 1U);
}

TEST_F(LanesTest, TheOldestIsFoundWhicheverPartitionHasIt) {
  const auto other = lanes.Open("topic", 4);
  lanes.Open("topic", 4);  // nothing is open there
  for (const auto& [older, younger] : {std::pair(partition, other), std::pair(other, partition)}) {
    Record old = Make(7, "a");
    old.timestamp = Instant(milliseconds(5));
    lanes.Push(older, old, Backoff(milliseconds(1), milliseconds(1)));
    Record young = Make(8, "b");
    young.timestamp = Instant(milliseconds(9));
    lanes.Push(younger, young, Backoff(milliseconds(1), milliseconds(1)));
    EXPECT_EQ(lanes.Measure().at("topic").oldest_written, Instant(milliseconds(5)));
    for (int i = 0; i < 2; ++i) lanes.Finish(Take());
  }
}

// Many keys, many workers, random failures: every record is finished once, in its key's order.
TEST(Lanes, ManyWorkersKeepTheOrderOfEveryKey) {
  constexpr std::size_t kKeys = 20;
  constexpr std::int64_t kRecords = 4000;
  Lanes lanes;
  const auto partition = lanes.Open("topic", kRecords);
  std::vector<std::vector<std::int64_t>> seen(kKeys);  // each written by one worker at a time
  std::atomic<std::int64_t> finished{0};
  std::vector<std::jthread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([&] {
      while (const auto claim = lanes.Take()) {
        Task& task = claim->Head();
        if (++task.tries == 1 && task.record.offset % 7 == 0) {
          lanes.Retry(*claim, milliseconds(task.record.offset % 3));
          continue;
        }
        seen[std::stoul(task.record.key)].push_back(task.record.offset);
        lanes.Finish(*claim);
        if (++finished == kRecords) lanes.Close();
      }
    });
  }
  for (std::int64_t offset = 0; offset < kRecords; ++offset) {
    lanes.Push(partition, Make(offset, std::to_string(static_cast<std::size_t>(offset) % kKeys)),
               Backoff(milliseconds(1), milliseconds(1)));
  }
  workers.clear();
  EXPECT_EQ(lanes.NextOffset(partition), kRecords);
  for (const auto& offsets : seen) {
    EXPECT_EQ(offsets.size(), static_cast<std::size_t>(kRecords) / kKeys);
    EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
  }
}

TEST(Lanes, OneRecordAfterTheOtherIsHandledByAsFewWorkersAsAreBusyAtOnce) {
  Lanes lanes;
  const auto partition = lanes.Open("topic", 4);
  std::mutex mutex;
  std::set<std::thread::id> busy;
  std::atomic<int> done{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 16; ++i) {
    workers.emplace_back([&] {
      while (const auto claim = lanes.Take()) {
        {
          const std::lock_guard lock(mutex);
          busy.insert(std::this_thread::get_id());
        }
        lanes.Finish(*claim);
        ++done;
        done.notify_one();
      }
    });
  }
  while (lanes.Idle() < 16) std::this_thread::yield();
  for (int i = 0; i < 200; ++i) {
    lanes.Push(partition, Make(i, "a"), Backoff(milliseconds(1), milliseconds(1)));
    done.wait(i);
  }
  lanes.Close();
  for (auto& worker : workers) worker.join();
  // The next record may come before the worker of the one before waits again.
  EXPECT_LE(busy.size(), 8U);
}

}  // namespace
}  // namespace erp::kafka
