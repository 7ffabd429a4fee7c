// The watch of the epoch: answers that cross, questions that fail, and its end.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>

#include <gtest/gtest.h>

#include "approval-processing/app/epoch_watch.h"
#include "common/error.h"
#include "support/environment.h"
#include "unit/processing_gate.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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

TEST(EpochWatchAnswers, StopReturnsWhenTheQuestionHasBeenAnswered) {
  SlowEpochs source;
  Gate gate;
  source.first = &gate;
  EpochWatch watch(source);
  watch.Start();
  ExpectStopWaitsFor(gate, [&] { watch.Stop(); });
  watch.Stop();
}

}  // namespace
}  // namespace erp::approval_processing
