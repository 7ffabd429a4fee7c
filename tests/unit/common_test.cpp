#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "common/bounded_queue.h"
#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "common/retry.h"
#include "common/sha256.h"
#include "common/stop.h"

namespace erp {
namespace {

using std::chrono::milliseconds;

TEST(Id, OnlyPlainPositiveDecimalsAreIds) {
  EXPECT_EQ(EmployeeId::Parse("1"), EmployeeId(1));
  EXPECT_EQ(EmployeeId::Parse("9223372036854775807"), EmployeeId(INT64_MAX));
  for (const auto* text : {"", "0", "-1", "+1", " 1", "1 ", "01", "1.0", "1e3", "0x1",
                           "9223372036854775808", "18446744073709551616", "\xEF\xBC\x91"}) {
    EXPECT_FALSE(EmployeeId::Parse(text)) << text;
  }
}

TEST(Uuid, IsVersionFourAndNeverRepeatsAcrossThreads) {
  std::set<std::string> seen;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        const auto uuid = NewUuid();
        const std::lock_guard lock(mutex);
        seen.insert(uuid);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), 2000U);
  for (const auto& uuid : seen) {
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  }
}

TEST(Instant, TextRoundTripsToTheMillisecond) {
  for (const auto* text :
       {"1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "2026-11-21T01:02:03.004Z"}) {
    const auto instant = ParseInstant(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(FormatInstant(*instant), text);
  }
  EXPECT_EQ(FormatInstant(*ParseInstant("2026-11-21T01:02:03Z")), "2026-11-21T01:02:03.000Z");
  EXPECT_EQ(FormatInstant(*ParseInstant("2026-11-21T01:02:03.1234567Z")),
            "2026-11-21T01:02:03.123Z");
}

TEST(Instant, AnythingElseIsRefused) {
  for (const auto* text :
       {"", "2026-11-21", "2026-11-21T01:02:03", "2026-11-21T01:02:03+09:00",
        "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T01:02:03.Z", "2026-11-21T01:02:03.1234567890Z", "2026-11-21T01:02:03ZZ"}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
}

TEST(Backoff, StepsDoubleUpToTheMostWithJitterBelow) {
  Backoff backoff(milliseconds(10), milliseconds(40));
  for (const int whole : {10, 20, 40, 40}) {
    const auto wait = backoff.Next();
    EXPECT_GE(wait, milliseconds(whole / 2));
    EXPECT_LE(wait, milliseconds(whole));
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(), milliseconds(10));
}

TEST(Sha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(BoundedQueue, SaysFullAndDrainsAfterClose) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_FALSE(queue.TryPush(3));
  queue.Close();
  EXPECT_FALSE(queue.TryPush(4));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), 2);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(SleepUnlessStopped, AStopRequestEndsALongWaitAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  bool went_on = true;
  {
    std::jthread thread([&](const std::stop_token& stop) {
      went_on = SleepUnlessStopped(stop, std::chrono::hours(1));
    });
  }
  EXPECT_FALSE(went_on);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

// In a process of its own: signals and limits are those of the whole process.
TEST(StopSignal, TakesSignalsAndEveryFileThatTheProcessMayOpen) {
  const auto as_a_daemon = [] {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max / 2;
    setrlimit(RLIMIT_NOFILE, &files);
    StopSignal stop;
    getrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur != files.rlim_max) std::_Exit(1);
    raise(SIGPIPE);  // a peer that has gone
    for (const int number : {SIGTERM, SIGINT}) {
      raise(number);
      if (stop.Wait() != number) std::_Exit(2);
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(as_a_daemon(), testing::ExitedWithCode(0), "");
}

TEST(Deadline, RemainingIsNeverNegative) {
  const auto past = Deadline::After(milliseconds(-5));
  EXPECT_TRUE(past.Expired());
  EXPECT_EQ(past.Remaining(), milliseconds(0));
  EXPECT_GT(Deadline::After(milliseconds(10000)).Remaining(), milliseconds(9000));
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 7;
  const Result<int> bad = Error{ErrorCode::kConflict, "taken", "It is taken."};
  EXPECT_EQ(good.value(), 7);
  EXPECT_EQ(bad.error().slug, "taken");
  EXPECT_TRUE(Result<void>().ok());
  EXPECT_FALSE(Result<void>(Error{}).ok());
}

}  // namespace
}  // namespace erp
