// The parts of the loader on which every figure rests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/options.h"
#include "load/samples.h"
#include "load/schedule.h"
#include "load/stomp.h"

namespace erp::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::DoubleNear;

TEST(Schedule, UniformArrivalsKeepTheSameGapToTheEnd) {
  const auto due = MakeSchedule(50, seconds(20), Arrivals::kUniform, 1);
  ASSERT_EQ(due.size(), 1000U);
  EXPECT_EQ(due.front(), milliseconds(0));
  EXPECT_EQ(due.back(), milliseconds(19980)) << "rounding must not add up";
}

TEST(Schedule, PoissonArrivalsHaveTheRateAndVaryBySeedOnly) {
  const auto due = MakeSchedule(200, seconds(100), Arrivals::kPoisson, 7);
  EXPECT_THAT(static_cast<double>(due.size()), DoubleNear(20000, 600));
  EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
  EXPECT_LT(due.back(), seconds(100));
  EXPECT_EQ(due, MakeSchedule(200, seconds(100), Arrivals::kPoisson, 7));
  EXPECT_NE(due, MakeSchedule(200, seconds(100), Arrivals::kPoisson, 8));
}

TEST(Samples, PercentilesAreSamplesByNearestRank) {
  Samples samples;
  for (int i = 1000; i >= 1; --i) samples.Add(milliseconds(i));
  const Summary summary = samples.Summarise();
  EXPECT_EQ(summary.count, 1000U);
  EXPECT_DOUBLE_EQ(summary.p50_ms, 500);
  EXPECT_DOUBLE_EQ(summary.p90_ms, 900);
  EXPECT_DOUBLE_EQ(summary.p99_ms, 990);
  EXPECT_DOUBLE_EQ(summary.p999_ms, 999);
  EXPECT_DOUBLE_EQ(summary.max_ms, 1000);
  EXPECT_DOUBLE_EQ(summary.mean_ms, 500.5);
}

TEST(Samples, FewSamplesHideNoOutlier) {
  Samples samples;
  samples.Add(milliseconds(1));
  EXPECT_DOUBLE_EQ(samples.Summarise().p50_ms, 1);
  samples.Add(milliseconds(100));
  EXPECT_DOUBLE_EQ(samples.Summarise().p50_ms, 1);
  EXPECT_DOUBLE_EQ(samples.Summarise().p99_ms, 100);
  EXPECT_EQ(Samples().Summarise().count, 0U);
}

TEST(Stomp, CommandAndBodyOfAFrame) {
  const auto parts = ParseStomp(std::string("MESSAGE\nmessage-id:1\n\n{\"a\":\"\n\n\"}\0", 33));
  EXPECT_EQ(parts.command, "MESSAGE");
  EXPECT_EQ(parts.body, "{\"a\":\"\n\n\"}");
  EXPECT_EQ(ParseStomp(std::string("CONNECTED\r\nversion:1.2\r\n\r\n\0", 27)).command, "CONNECTED");
  EXPECT_EQ(ParseStomp(std::string("MESSAGE\r\nid:1\r\n\r\nbody\0", 22)).body, "body");
  EXPECT_EQ(ParseStomp("\n").command, "") << "a heart-beat";
}

TEST(LoadOptions, TheGatewayServesEverything) {
  const auto parsed = ParseOptions({"--url", "http://127.0.0.1:8080/", "--rate", "200"});
  ASSERT_TRUE(parsed.options) << parsed.mistake;
  EXPECT_EQ(parsed.options->approvals.prefix, "/api");
  EXPECT_EQ(parsed.options->sockets.prefix, "");
  EXPECT_EQ(parsed.options->sockets.port, "8080");
  EXPECT_DOUBLE_EQ(parsed.options->rate, 200);
}

TEST(LoadOptions, MistakesAreNamed) {
  EXPECT_THAT(ParseOptions({}).mistake, testing::HasSubstr("--url"));
  EXPECT_THAT(ParseOptions({"--rate"}).mistake, testing::HasSubstr("--rate"));
  EXPECT_THAT(ParseOptions({"--rate", "-5"}).mistake, testing::HasSubstr("-5"));
  EXPECT_THAT(ParseOptions({"--rate", "5x"}).mistake, testing::HasSubstr("5x"));
  EXPECT_THAT(ParseOptions({"--url", "https://x"}).mistake, testing::HasSubstr("https://x"));
  EXPECT_THAT(ParseOptions({"--speed", "5"}).mistake, testing::HasSubstr("--speed"));
  EXPECT_THAT(ParseOptions({"--employee-url", "http://a:1"}).mistake, testing::HasSubstr("--url"));
}

}  // namespace
}  // namespace erp::bench
