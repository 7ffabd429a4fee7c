#include <gtest/gtest.h>

#include "kafka/internal/offset_window.h"

namespace erp::kafka {
namespace {

Instant At(int ms) { return Instant(std::chrono::milliseconds(ms)); }

TEST(OffsetWindow, KnowsNothingBeforeTheFirstRecord) {
  const OffsetWindow window(4);
  EXPECT_EQ(window.NextOffset(), std::nullopt);
  EXPECT_EQ(window.OldestWritten(), std::nullopt);
  EXPECT_FALSE(window.Full());
}

TEST(OffsetWindow, NextOffsetIsTheLowestUnfinishedOne) {
  OffsetWindow window(4);
  window.Start(10, At(1));
  window.Start(11, At(2));
  window.Start(12, At(3));
  window.Finish(11);
  window.Finish(12);
  EXPECT_EQ(window.NextOffset(), 10) << "a crash now must repeat 10, whatever is done above it";
  EXPECT_EQ(window.OldestWritten(), At(1));
  window.Finish(10);
  EXPECT_EQ(window.NextOffset(), 13) << "one past the newest, not one past the last finished";
  EXPECT_EQ(window.Unfinished(), 0U);
}

TEST(OffsetWindow, GapsInTheLogAreNotUnfinished) {
  OffsetWindow window(4);
  window.Start(10, At(1));
  window.Start(20, At(1));
  window.Finish(10);
  EXPECT_EQ(window.NextOffset(), 20);
  window.Finish(20);
  EXPECT_EQ(window.NextOffset(), 21);
}

TEST(OffsetWindow, IsFullAtItsCapacityOfUnfinishedRecords) {
  OffsetWindow window(2);
  window.Start(0, At(0));
  EXPECT_FALSE(window.Full());
  window.Start(1, At(0));
  EXPECT_TRUE(window.Full());
  window.Finish(1);
  EXPECT_FALSE(window.Full()) << "what is done takes no room, even above an unfinished record";
  for (std::int64_t offset = 2; offset < 1000; ++offset) {
    window.Start(offset, At(0));
    window.Finish(offset);
  }
  EXPECT_EQ(window.Unfinished(), 1U);
  EXPECT_EQ(window.NextOffset(), 0);
}

TEST(OffsetWindow, FinishingTwiceOrUnknownOffsetsChangesNothing) {
  OffsetWindow window(2);
  window.Finish(5);
  EXPECT_EQ(window.NextOffset(), std::nullopt);
  window.Start(5, At(0));
  window.Finish(5);
  window.Finish(5);
  EXPECT_EQ(window.NextOffset(), 6);
}

TEST(OffsetWindow, FollowsALogThatWasMadeAnew) {
  OffsetWindow window(4);
  window.Start(500, At(0));
  window.Finish(500);
  window.Start(0, At(0));
  window.Finish(0);
  EXPECT_EQ(window.NextOffset(), 1);
}

}  // namespace
}  // namespace erp::kafka
