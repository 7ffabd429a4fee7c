// A streamed body between the I/O thread and its handler, and how long a client may take over it.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/internal/pace.h"
#include "http/internal/upload.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;
constexpr auto kCapacity = Upload::kCapacity;

class Uploading : public testing::Test {
 protected:
  // As the I/O thread does: as much as there is room for; how much that was.
  std::size_t Put(std::string_view bytes) {
    std::size_t put = 0;
    while (put < bytes.size()) {
      const auto room = upload_.Room();
      if (room.empty()) break;
      const auto size = std::min(room.size(), bytes.size() - put);
      std::memcpy(room.data(), bytes.data() + put, size);
      upload_.Arrived(size);
      put += size;
    }
    return put;
  }

  std::string Read(std::size_t most) {
    std::string bytes(most, '\0');
    bytes.resize(upload_.Read(bytes));
    return bytes;
  }

  std::atomic<int> wanted_{0};
  std::atomic<std::size_t> held_{0};
  Upload upload_{[this] { ++wanted_; }, held_};
};

std::string Pattern(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>('a' + i % 23);
  return bytes;
}

TEST_F(Uploading, NothingIsAskedForBeforeTheHandlerReads) {
  EXPECT_EQ(wanted_, 0);
  std::thread handler([this] { EXPECT_EQ(Read(10), "abc"); });
  while (wanted_ == 0) std::this_thread::yield();
  EXPECT_EQ(Put("abc"), 3U);
  handler.join();
  EXPECT_EQ(wanted_, 1);
}

TEST_F(Uploading, TakesNoMoreThanItHoldsAndAsksAgainOnceHalfIsFree) {
  const auto all = Pattern(2 * kCapacity);
  ASSERT_EQ(Put(all), kCapacity);
  EXPECT_TRUE(upload_.Room().empty());
  EXPECT_EQ(upload_.free(), 0U);
  EXPECT_EQ(held_, kCapacity);
  EXPECT_EQ(Read(kCapacity / 2 - 1), all.substr(0, kCapacity / 2 - 1));
  EXPECT_EQ(wanted_, 0) << "less than half is free";
  EXPECT_EQ(Read(1), all.substr(kCapacity / 2 - 1, 1));
  EXPECT_EQ(wanted_, 1);
  (void)Read(1);
  EXPECT_EQ(wanted_, 1) << "it is being read already";
  EXPECT_EQ(held_, kCapacity / 2 - 1);
}

TEST_F(Uploading, EveryByteComesOnceAndInOrderHoweverItIsCut) {
  const auto all = Pattern(5 * kCapacity + 777);
  std::string read;
  std::size_t put = 0;
  for (std::size_t step = 1; read.size() < all.size(); step = step * 7 % 9973 + 1) {
    put += Put(std::string_view(all).substr(put, 3 * step));
    if (put > read.size()) read += Read(2 * step);
  }
  upload_.Finish();
  EXPECT_EQ(read, all);
  EXPECT_EQ(Read(1), "");
  EXPECT_EQ(held_, 0U);
}

TEST_F(Uploading, TheEndComesAfterTheLastByteAndOnlyThenIsItConsumed) {
  ASSERT_EQ(Put("abcd"), 4U);
  upload_.Finish();
  EXPECT_FALSE(upload_.consumed());
  EXPECT_EQ(Read(3), "abc");
  EXPECT_FALSE(upload_.consumed());
  EXPECT_EQ(Read(3), "d");
  EXPECT_TRUE(upload_.consumed()) << "without asking for the end";
  EXPECT_EQ(Read(3), "");
  EXPECT_EQ(Read(3), "") << "and it stays the end";
  EXPECT_EQ(wanted_, 0) << "there is no more to want";
}

TEST_F(Uploading, AFullRingThatIsTheEndAsksForNoMore) {
  const auto all = Pattern(kCapacity);
  ASSERT_EQ(Put(all), kCapacity);
  ASSERT_TRUE(upload_.Room().empty()) << "the socket is read no more until it is asked for";
  upload_.Finish();
  EXPECT_EQ(Read(kCapacity), all);
  EXPECT_EQ(wanted_, 0);
}

TEST_F(Uploading, ABodyThatIsCutIsNeverTakenAsWholeAndTheFirstReasonCounts) {
  ASSERT_EQ(Put("abc"), 3U);
  upload_.Fail(BodyCut::Why::kTooSlow);
  upload_.Fail(BodyCut::Why::kGone);
  upload_.Finish();
  for (int i = 0; i < 2; ++i) {
    try {
      (void)Read(10);
      FAIL() << "it was read";
    } catch (const BodyCut& cut) {
      EXPECT_EQ(cut.why(), BodyCut::Why::kTooSlow);
    }
  }
  EXPECT_FALSE(upload_.consumed());
}

TEST_F(Uploading, AHandlerThatWaitsIsWoken) {
  std::thread handler([this] { EXPECT_THROW((void)Read(1), BodyCut); });
  while (wanted_ == 0) std::this_thread::yield();
  upload_.Fail(BodyCut::Why::kGone);
  handler.join();
}

TEST(UploadBytes, WhatIsNeverReadIsCountedNoMore) {
  std::atomic<std::size_t> held{0};
  {
    Upload upload([] {}, held);
    upload.Room()[0] = 'x';
    upload.Arrived(1);
    EXPECT_EQ(held, 1U);
  }
  EXPECT_EQ(held, 0U);
}

TEST(BodyCut, HasTheStatusThatTheClientReads) {
  using Why = BodyCut::Why;
  const std::vector<std::pair<Why, int>> all{{Why::kGone, 499},     {Why::kMalformed, 400},
                                             {Why::kTooLarge, 413}, {Why::kTooSlow, 408},
                                             {Why::kLate, 503},     {Why::kStopping, 503}};
  for (const auto& [why, status] : all) EXPECT_EQ(BodyCut(why).status(), status);
}

TEST(Pace, APauseIsBoundedAndSoIsTheWhole) {
  Pace pace(milliseconds(1000), 500);
  const Pace::Clock::time_point start{};
  EXPECT_EQ(pace.Begin(start), milliseconds(1000));
  pace.End(start + milliseconds(600), 1);
  EXPECT_EQ(pace.Begin(start + milliseconds(600)), milliseconds(402)) << "one byte earns 2 ms";
  pace.End(start + milliseconds(1000), 100);
  EXPECT_EQ(pace.Begin(start + milliseconds(1000)), milliseconds(202));
  pace.End(start + milliseconds(1202), 0);
  EXPECT_EQ(pace.Begin(start + milliseconds(1202)), milliseconds(0));
}

TEST(Pace, ManyBytesEarnNoLongerPause) {
  Pace pace(milliseconds(1000), 500);
  const Pace::Clock::time_point start{};
  (void)pace.Begin(start);
  pace.End(start, 1'000'000);
  EXPECT_EQ(pace.Begin(start), milliseconds(1000));
}

TEST(Pace, TheTimeOfTheHandlerDoesNotCount) {
  Pace pace(milliseconds(1000), 500);
  const Pace::Clock::time_point start{};
  (void)pace.Begin(start);
  pace.End(start + milliseconds(10), 0);
  EXPECT_EQ(pace.Begin(start + milliseconds(60'000)), milliseconds(990));
}

TEST(Pace, IsLateByTheFirstMillisecondTooMany) {
  Pace pace(milliseconds(10), 1);
  const Pace::Clock::time_point start{};
  (void)pace.Begin(start);
  pace.End(start + milliseconds(50), 0);
  EXPECT_EQ(pace.Begin(start), milliseconds(0)) << "never negative";
}

}  // namespace
}  // namespace erp::http
