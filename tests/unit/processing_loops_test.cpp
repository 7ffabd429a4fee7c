// The threads of approval-processing: what they do again and again, and how they end.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-processing/app/leaver_watch.h"
#include "observe/health.h"
#include "unit/processing_gate.h"
#include "unit/processing_reconciler_fixture.h"

namespace erp::approval_processing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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

TEST_F(ReconcilerWordsTest, SaysThatItCompares) {
  Gate gate;
  there_.on_call = [&](const std::string& call) {
    if (call == "keys") gate.Pass();
  };
  StartWatched();
  ASSERT_TRUE(gate.UntilReached());
  EXPECT_TRUE(Says("rebuilding: comparing"));
  gate.Open();
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

}  // namespace
}  // namespace erp::approval_processing
