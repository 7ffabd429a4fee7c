// What is known of the epoch of the store, and what may be relied on.
#include <atomic>
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "approval-processing/app/epoch_watch.h"
#include "common/error.h"
#include "support/environment.h"

namespace erp::approval_processing {
namespace {

class ScriptedEpochs final : public EpochRegister {
 public:
  State Find(Deadline) override {
    ++asked;
    if (away) throw Unavailable("approval-request is away");
    return {.announced = announced, .in_force = announced};
  }
  State Announce() override { return {.announced = ++announced}; }
  bool PutInForce(std::int64_t epoch) override { return epoch == announced; }

  std::int64_t announced = 7;
  bool away = false;
  int asked = 0;
};

struct EpochWatchTest : testing::Test {
  ScriptedEpochs source;
  EpochWatch watch{source};

  std::string Refused() {
    try {
      (void)watch.Use();
    } catch (const Unavailable& failure) {
      return failure.slug();
    }
    return "";
  }
};

TEST_F(EpochWatchTest, AsksOnceAndThenDecisionsPayNothing) {
  EXPECT_FALSE(watch.IsSure(7));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(watch.Use(), 7);
  EXPECT_EQ(source.asked, 1);
  EXPECT_TRUE(watch.IsSure(7));
  EXPECT_FALSE(watch.IsSure(6));
}

TEST_F(EpochWatchTest, AnEpochThatIsNotTheLastIsSureNoMoreOnceThatIsKnown) {
  ASSERT_EQ(watch.Use(), 7);
  source.announced = 8;
  watch.Refresh();
  EXPECT_FALSE(watch.IsSure(7));
  EXPECT_EQ(watch.Use(), 8);
}

TEST_F(EpochWatchTest, WithoutAnAnswerNothingIsKnown) {
  source.away = true;
  EXPECT_EQ(Refused(), "store-unverified");
  source.away = false;
  EXPECT_EQ(Refused(), "");
}

TEST_F(EpochWatchTest, BeforeTheFirstEpochThereIsNone) {
  source.announced = 0;
  EXPECT_EQ(watch.Use(), 0);
}

TEST(EpochWatchOfABrokenStore, UsesOnlyWhatWasSaidAfterTheConnectionBroke) {
  ScriptedEpochs source;
  EpochWatch watch(source);
  std::atomic<std::uint64_t> breaks{0};
  watch.Start([&] { return breaks.load(); });
  ASSERT_EQ(watch.Use(), 7);
  watch.Stop();
  source.away = true;
  ++breaks;
  // While it is sure, a replica that begins another epoch still waits.
  const auto refused = [&] {
    try {
      return watch.Use() == 0;
    } catch (const Unavailable& failure) {
      return failure.slug() == "store-unverified";
    }
  };
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), refused));
  EXPECT_FALSE(watch.IsSure(7));
}

}  // namespace
}  // namespace erp::approval_processing
