// The threads of approval-processing: what they do again and again, and how they end.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-processing/app/epoch_watch.h"
#include "approval-processing/app/leaver_watch.h"
#include "observe/health.h"
#include "unit/processing_reconciler_fixture.h"

namespace erp::approval_processing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Closed until it is opened; says when somebody stands before it.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++reached_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool UntilReached() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(10), [this] { return reached_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int reached_ = 0;
};

// What calls `stop` while the thread stands before the gate returns only behind it.
template <typename Stop>
void ExpectStopWaitsFor(Gate& gate, const Stop& stop) {
  ASSERT_TRUE(gate.UntilReached());
  auto stopped = std::async(std::launch::async, stop);
  EXPECT_EQ(stopped.wait_for(milliseconds(50)), std::future_status::timeout);
  gate.Open();
  EXPECT_EQ(stopped.wait_for(seconds(10)), std::future_status::ready);
}

class PagedLeavers final : public LeaverSource {
 public:
  LeaversPage List(const std::string& after) override {
    if (gate != nullptr) gate->Pass();
    ++looks;
    if (away) throw Unavailable("employee is away");
    places.push_back(after);
    if (after.empty()) return {.people = {EmployeeId(5), EmployeeId(7)}, .next = "a", .more = true};
    if (after == "a") return {.people = {EmployeeId(7), EmployeeId(9)}, .next = "b", .more = false};
    return {.next = after};
  }
  std::atomic<int> looks{0};
  std::atomic<bool> away{false};
  std::vector<std::string> places;
  Gate* gate = nullptr;
};

class MemoryLeavers final : public LeaverStore {
 public:
  void Add(const std::vector<EmployeeId>& people) override {
    std::vector<std::int64_t> ids;
    for (const auto person : people) ids.push_back(person.value());
    std::ranges::sort(ids);
    kept.insert(ids.begin(), ids.end());
    added.push_back(ids);
  }
  std::size_t Count() override { return kept.size(); }
  std::set<std::int64_t> kept;
  std::vector<std::vector<std::int64_t>> added;
};

struct LeaverWatchTest : testing::Test {
  double Known() { return registry.GetGauge("leavers_known", "").Value(); }
  double Failed() { return registry.GetCounter("leavers_looks_failed_total", "").Value(); }

  metrics::Registry registry;
  PagedLeavers source;
  MemoryLeavers store;
  LeaverWatch watch{source, store, registry, milliseconds(1)};
};

TEST_F(LeaverWatchTest, OfEachPageOnlyWhoIsNewIsStored) {
  watch.Look();
  EXPECT_THAT(store.added, ElementsAre(ElementsAre(5, 7), ElementsAre(9)));
  EXPECT_EQ(Known(), 3);
  watch.Look();
  EXPECT_EQ(store.added.size(), 2U) << "nothing is new";
  EXPECT_THAT(source.places, ElementsAre("", "a", "b")) << "a look begins where the last ended";
}

TEST_F(LeaverWatchTest, AStoreThatHasForgottenSomeGetsThemAll) {
  watch.Look();
  store.kept.erase(7);
  watch.Look();
  EXPECT_THAT(store.added.back(), ElementsAre(5, 7, 9));
  EXPECT_EQ(store.added.size(), 3U);
  store.kept.insert(11);  // added by another replica
  watch.Look();
  EXPECT_EQ(store.added.size(), 3U);
}

TEST_F(LeaverWatchTest, TheThreadLooksAgainAlsoAfterALookThatFailed) {
  source.away = true;
  watch.Start();
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return Failed() >= 2; }));
  EXPECT_EQ(Known(), 0);
  source.away = false;
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return Known() == 3; }));
  watch.Stop();
  const int looks = source.looks;
  EXPECT_GE(looks, 4);
}

TEST_F(LeaverWatchTest, StopReturnsWhenTheLookHasEnded) {
  Gate gate;
  source.gate = &gate;
  watch.Start();
  ExpectStopWaitsFor(gate, [&] { watch.Stop(); });
  watch.Stop();
}

TEST_F(ReconcilerTest, StopReturnsWhenTheCallThatWaitsHasEnded) {
  Gate gate;
  here_.on_call = [&](const std::string&) { gate.Pass(); };
  Start();
  ExpectStopWaitsFor(gate, [&] { reconciler_->Stop(); });
}

TEST_F(ReconcilerTest, OneRebuildWaitsForAllThatItWaitsFor) {
  here_.waiting = 1;
  Start();
  EXPECT_TRUE(UntilCalled("waiting", 4));
  here_.waiting = 0;
  there_.lag = 1;
  EXPECT_TRUE(UntilCalled("lag", 4));
  EXPECT_EQ(calls_.Count("begin"), 1) << "it was not begun anew";
  EXPECT_EQ(calls_.Count("release"), 0);
  there_.lag = 0;
  EXPECT_TRUE(Soon([&] { return Rebuilds() == 1; }));
}

// What readiness says of the reconciliation.
class ReconcilerWordsTest : public ReconcilerTest {
 protected:
  ~ReconcilerWordsTest() override { health_.Stop(); }
  void StartWatched() {
    Start().Watch(health_);
    health_.Start();
  }
  // Soon, and as long as nothing else happens. "" while all is well.
  bool Says(const std::string& what) {
    return Soon([&] {
      for (const auto& one : health_.Get().dependencies) {
        if (one.name == "comparison") return (one.available ? "" : one.detail) == what;
      }
      return false;
    });
  }
  health::Health health_{milliseconds(5)};
};

TEST_F(ReconcilerWordsTest, SaysAtEachPlaceWhatItWaitsFor) {
  here_.waiting = 1;
  StartWatched();
  EXPECT_TRUE(Says("rebuilding: delivering the results that wait"));
  here_.waiting = 0;
  there_.lag = 1;
  EXPECT_TRUE(Says("rebuilding: waiting until approval-request has applied every result"));
  there_.lag = 0;
  EXPECT_TRUE(Says(""));
  reconciler_->Stop();
}

TEST_F(ReconcilerWordsTest, SaysWhatIsAwayUntilItIsBack) {
  epochs_.away = true;
  StartWatched();
  EXPECT_TRUE(Says("approval-request is away"));
  EXPECT_FALSE(health_.Get().ready);
  epochs_.away = false;
  EXPECT_TRUE(Says(""));
  reconciler_->Stop();
}

TEST_F(ReconcilerWordsTest, SaysThatAnEpochIsWaitedOut) {
  epochs_.announced = epochs_.in_force = 4;
  StartWatched();
  EXPECT_TRUE(Says("rebuilding: waiting until nothing is acknowledged in the epoch before"));
  reconciler_->Stop();
}

// approval-request, whose answers a test lets go. Thread-safe.
class SlowEpochs final : public EpochRegister {
 public:
  State Find(Deadline) override {
    const int call = ++asked;
    if (call == 1 && first != nullptr) first->Pass();
    if (away) throw Unavailable("approval-request is away");
    return {.announced = call == 1 ? 7 : announced.load(), .in_force = 7};
  }
  State Announce() override { return {.announced = ++announced}; }
  bool PutInForce(std::int64_t) override { return true; }

  std::atomic<std::int64_t> announced{8};
  std::atomic<bool> away{false};
  std::atomic<int> asked{0};
  Gate* first = nullptr;
};

TEST(EpochWatchAnswers, OneThatWasAskedForEarlierDisplacesNoLaterOne) {
  SlowEpochs source;
  Gate gate;
  source.first = &gate;
  EpochWatch watch(source);
  auto early = std::async(std::launch::async, [&] { watch.Refresh(); });
  ASSERT_TRUE(gate.UntilReached());
  // The clock of the watch counts milliseconds.
  const auto asked = std::chrono::steady_clock::now();
  ASSERT_TRUE(test::Eventually(
      seconds(10), [&] { return std::chrono::steady_clock::now() - asked > milliseconds(5); }));
  watch.Refresh();
  ASSERT_TRUE(watch.IsSure(8));
  gate.Open();
  early.get();
  EXPECT_TRUE(watch.IsSure(8));
  EXPECT_EQ(watch.Use(), 8);
}

TEST(EpochWatchAnswers, ALookThatFailsSaysSoToWhoWantedIt) {
  SlowEpochs source;
  source.away = true;
  EpochWatch watch(source);
  EXPECT_THROW(watch.Refresh(), Unavailable);
}

TEST(EpochWatchAnswers, AfterALookThatFailedNobodyAsksAtOnceAgainAndWhatWasKnownIsUsed) {
  SlowEpochs source;
  EpochWatch watch(source);
  watch.Refresh();
  source.away = true;
  // Until what is known is not sure any more, and somebody has asked in vain.
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    EXPECT_EQ(watch.Use(), 7);
    return source.asked >= 2;
  }));
  EXPECT_FALSE(watch.IsSure(7));
  const int asked = source.asked;
  EXPECT_EQ(watch.Use(), 7);
  EXPECT_LE(source.asked, asked + 1);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(watch.Use(), 7);
  EXPECT_LE(source.asked, asked + 3) << "not once for each of them";
}

TEST(EpochWatchAnswers, TheThreadAsksAgainAlsoAfterALookThatFailed) {
  SlowEpochs source;
  source.away = true;
  EpochWatch watch(source);
  watch.Start();
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return source.asked >= 2; }));
  source.away = false;
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return watch.IsSure(8); }));
  watch.Stop();
}

}  // namespace
}  // namespace erp::approval_processing
