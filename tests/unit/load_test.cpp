// The parts of the loader on which every figure rests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/document.h"
#include "load/in_flight.h"
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

TEST(LoadOptions, LeaveDocumentsAskForEighthsOfADay) {
  const auto parse = [](const std::string& days) {
    return ParseOptions({"--url", "http://a", "--type", "leave", "--leave-days", days});
  };
  const auto parsed = parse("0.125");
  ASSERT_TRUE(parsed.options) << parsed.mistake;
  EXPECT_EQ(parsed.options->type, DocumentType::kLeave);
  EXPECT_DOUBLE_EQ(parsed.options->leave_days, 0.125);
  for (const char* days : {"0", "0.3", "367", "-1", "nan", "x"}) {
    EXPECT_FALSE(parse(days).options) << days;
  }
  EXPECT_FALSE(ParseOptions({"--url", "http://a", "--type", "LEAVE"}).options);
  EXPECT_FALSE(ParseOptions({"--url", "http://a", "--on-failure", "never"}).options);
}

TEST(Document, LeaveIsAskedForInDays) {
  Options options;
  EXPECT_EQ(DocumentBody(options, 3, 4, 1).find("leaveDays"), std::string::npos);
  options.type = DocumentType::kLeave;
  options.leave_days = 0.5;
  EXPECT_THAT(DocumentBody(options, 3, 4, 1),
              testing::AllOf(testing::HasSubstr(R"("type":"ANNUAL_LEAVE")"),
                             testing::HasSubstr(R"("leaveDays":0.5)")));
}

TEST(Document, OnlyWhatMayPassIsTransient) {
  for (const Answer& answer :
       {Answer{0, "", "refused", ""}, Answer{503, "", "", ""}, Answer{502, "<html>", "", ""},
        Answer{404, R"({"code":"task-not-found"})", "", ""},
        Answer{409, R"({"code":"step-not-open"})", "", ""}}) {
    EXPECT_TRUE(IsTransient(answer)) << answer.status;
  }
  for (const Answer& answer :
       {Answer{400, "", "", ""}, Answer{500, "", "", ""}, Answer{404, "", "", ""},
        Answer{409, R"({"code":"leave-insufficient"})", "", ""},
        Answer{409, R"({"code":"already-decided"})", "", ""}}) {
    EXPECT_FALSE(IsTransient(answer)) << answer.status;
  }
}

TEST(Document, NoticeNamesItsPlaceInTheInbox) {
  const auto notice = ReadNotice(R"({"approvalId":7,"status":"approved","epoch":"e1","seq":12})");
  ASSERT_TRUE(notice.has_value());
  EXPECT_EQ(notice->document, 7);
  EXPECT_EQ(notice->place, "e1:12");
  EXPECT_EQ(ReadNotice(R"({"approvalId":7,"status":"approved"})")->place, "");
  for (const char* body : {"", "[]", R"({"type":"resync","seq":1,"epoch":"e"})"}) {
    EXPECT_FALSE(ReadNotice(body).has_value()) << body;
  }
}

TEST(InFlight, CountsWhatIsDueAndNotOver) {
  const Moment zero{};
  const std::vector<Span> spans{{zero, zero + milliseconds(1500)},
                                {zero + milliseconds(500), zero + milliseconds(600)},
                                {zero + milliseconds(900)}};
  EXPECT_THAT(InFlight(spans, zero, zero + seconds(3), seconds(1)),
              testing::ElementsAre(1, 2, 1, 1));
}

TEST(InFlight, GrowthIsTheSlope) {
  EXPECT_DOUBLE_EQ(GrowthPerSecond({5, 5, 5, 5}, seconds(1)), 0);
  EXPECT_DOUBLE_EQ(GrowthPerSecond({0, 10, 20, 30}, seconds(1)), 10);
  EXPECT_DOUBLE_EQ(GrowthPerSecond({0, 10, 20, 30}, milliseconds(500)), 20);
  EXPECT_LT(GrowthPerSecond({30, 12, 9, 3}, seconds(1)), 0);
  EXPECT_DOUBLE_EQ(GrowthPerSecond({7}, seconds(1)), 0);
}

}  // namespace
}  // namespace erp::bench
