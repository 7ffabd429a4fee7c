#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "auth/actor.h"
#include "observe/health.h"
#include "observe/log.h"
#include "observe/metrics.h"
#include "observe/trace.h"

namespace erp {
namespace {

constexpr auto kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, ValidOnesAreContinuedWithANewSpan) {
  const auto context = trace::FromHeader(kParent);
  EXPECT_EQ(context.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(context.span_id, "00f067aa0ba902b7");
  EXPECT_TRUE(trace::Parse(context.Traceparent()));
}

TEST(Traceparent, InvalidOnesStartANewTrace) {
  for (const auto* text :
       {"", "00-0-0-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"}) {
    EXPECT_FALSE(trace::Parse(text)) << text;
    EXPECT_EQ(trace::FromHeader(text).trace_id.size(), 32U);
  }
}

TEST(TraceScope, IsPerThreadAndRestoresWhatWasBefore) {
  EXPECT_FALSE(trace::Current());
  {
    const trace::Scope outer(trace::Context{std::string(32, 'a'), std::string(16, 'b')});
    {
      const trace::Scope inner(trace::Start());
      EXPECT_NE(trace::Current()->trace_id, std::string(32, 'a'));
    }
    EXPECT_EQ(trace::Current()->trace_id, std::string(32, 'a'));
    std::thread([] { EXPECT_FALSE(trace::Current()); }).join();
  }
  EXPECT_FALSE(trace::Current());
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameMetric) {
  metrics::Registry registry;
  registry.GetCounter("things_total", "Things.", {{"kind", "a"}}).Add(2);
  registry.GetCounter("things_total", "Things.", {{"kind", "a"}}).Add();
  auto gauge = registry.GetGauge("level", "Level.");
  registry.OnScrape([gauge] { gauge.Set(5); });
  const auto text = registry.Text();
  EXPECT_NE(text.find("things_total{kind=\"a\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("level 5"), std::string::npos);
}

TEST(LogThrottle, LetsOneThroughPerPeriod) {
  log::Throttle throttle(std::chrono::hours(1));
  EXPECT_TRUE(throttle.Allow());
  EXPECT_FALSE(throttle.Allow());
}

TEST(Log, OneJsonObjectPerLineWhateverTheTextHolds) {
  testing::internal::CaptureStdout();
  log::Init("test", log::Level::kInfo);
  log::Info("quote \" newline \n bad \xFF", {{"n", 3}, {"ok", true}, {"text", "연차"}});
  log::Debug("not shown");
  log::Flush();
  const auto out = testing::internal::GetCapturedStdout();
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_NE(out.find("\"n\":3,\"ok\":true,\"text\":\"연차\""), std::string::npos) << out;
  EXPECT_NE(out.find("\"svc\":\"test\""), std::string::npos);
}

TEST(Log, NumbersHaveAtMostThreeDigitsAfterThePoint) {
  testing::internal::CaptureStdout();
  log::Info("done", {{"ms", 0.30784900000000004}, {"days", 1.5}, {"n", 2.0}});
  log::Flush();
  const auto out = testing::internal::GetCapturedStdout();
  EXPECT_NE(out.find("\"ms\":0.308,\"days\":1.5,\"n\":2.0"), std::string::npos) << out;
}

TEST(Health, ADegradingDependencyThatIsAwayIsNamedButLeavesTheDaemonReady) {
  health::Health health(std::chrono::milliseconds(5));
  health.Add("store", [] { return std::optional<std::string>(); });
  health.Add(
      "peer", [] { return std::optional<std::string>("refused"); }, health::Need::kDegrading);
  EXPECT_FALSE(health.Get().ready);  // nothing was asked yet
  health.Start();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!health.Get().ready && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  const auto report = health.Get();
  EXPECT_TRUE(report.ready);
  EXPECT_TRUE(report.degraded);
  EXPECT_EQ(report.dependencies[1].need, health::Need::kDegrading);
}

TEST(Health, IsReadyOnlyWhileEveryDependencyAnswersAndNotWhileDraining) {
  std::atomic<bool> away{true};
  health::Health health(std::chrono::milliseconds(5));
  health.Add("store", [&away]() -> std::optional<std::string> {
    if (away) throw std::runtime_error("refused");
    return std::nullopt;
  });
  health.Start();
  const auto until = [&](auto condition) {
    const auto deadline = Deadline::After(std::chrono::seconds(10));
    while (!condition() && !deadline.Expired()) std::this_thread::yield();
    return condition();
  };
  EXPECT_TRUE(until([&] { return health.Get().dependencies[0].detail == "refused"; }));
  EXPECT_FALSE(health.Get().ready);
  away = false;
  EXPECT_TRUE(until([&] { return health.Get().ready; }));
  health.Drain();
  EXPECT_FALSE(health.Get().ready);
  EXPECT_TRUE(health.Get().dependencies[0].available);
  health.Stop();
}

TEST(DevActor, BelievesTheClaimAndRefusesToRunInProduction) {
  metrics::Registry registry;
  const auto actors = auth::MakeDevActorSource("dev", registry);
  const auto own = auth::Access::Actor({});
  EXPECT_EQ(actors->Determine(own, "", EmployeeId(3)).value().person, EmployeeId(3));
  EXPECT_EQ(actors->Determine(own, "", std::nullopt).error().code, ErrorCode::kUnauthenticated);
  for (const auto& access : {auth::Access::Employee(), auth::Access::Role("hr"),
                             auth::Access::Service({"employee"}), auth::Access::Anyone()}) {
    EXPECT_EQ(actors->Determine(access, "", std::nullopt).value().person, std::nullopt);
    EXPECT_EQ(actors->Determine(access, "", EmployeeId(3)).value().person, EmployeeId(3));
    EXPECT_TRUE(actors->Determine(access, "", EmployeeId(3)).value().Has("hr"));
  }
  EXPECT_THROW((void)auth::MakeDevActorSource("prod", registry), std::invalid_argument);
}

TEST(DevActor, CountsWhatItAnswered) {
  metrics::Registry registry;
  const auto actors = auth::MakeDevActorSource("dev", registry);
  const auto own = auth::Access::Actor({});
  for (int i = 0; i < 3; ++i) (void)actors->Determine(own, "", std::nullopt);
  for (int i = 0; i < 2; ++i) (void)actors->Determine(own, "", EmployeeId(3));
  (void)actors->Determine(auth::Access::Service({"employee"}), "", std::nullopt);
  (void)actors->Determine(auth::Access::Anyone(), "", EmployeeId(3));
  const auto text = registry.Text();
  for (const auto* line :
       {"{outcome=\"refused\"} 3", "{outcome=\"claimed\"} 2", "{outcome=\"nobody\"} 1"}) {
    EXPECT_NE(text.find("auth_questions_total" + std::string(line)), std::string::npos) << text;
  }
}

TEST(Access, IsShownAsRoutesAreDeclared) {
  EXPECT_EQ(auth::Access::Anyone().Text(), "anyone");
  EXPECT_EQ(auth::Access::Employee().Text(), "employee");
  EXPECT_EQ(auth::Access::Actor({}).Text(), "actor");
  EXPECT_EQ(auth::Access::Role("hr").Text(), "role:hr");
  EXPECT_EQ(auth::Access::Service({"employee"}).Text(), "service:employee");
  EXPECT_EQ(auth::Access::Service({"employee", "notification"}).Text(),
            "service:employee,notification");
}

}  // namespace
}  // namespace erp
