// When the relay claims, probes, measures and marks, and how it ends.
#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/outbox_fixture.h"

namespace erp::outbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(RelayTest, ASuccessfulProbeIsFollowedByASweepAtOnce) {
  sink.Become(FakeSink::Mode::kFail, false);
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_FALSE(relay->Submit({Make("1")}).Wait(Soon()));
  source.Abandon(Make("1"));
  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(source.UntilDone(1));
}

TEST_F(RelayTest, TheSweepDeliversWhatSubmitWasNeverGiven) {
  for (int i = 0; i < 600; ++i) source.Abandon(Make(std::to_string(i)));
  Open(NoSweep()).Start();  // one period: a full sweep is followed by the next at once
  EXPECT_TRUE(source.UntilDone(600));
  EXPECT_EQ(sink.Sent().size(), 600U);
  EXPECT_EQ(sink.Sent().front(), "0");
  EXPECT_EQ(sink.Sent().back(), "599");
}

TEST_F(RelayTest, ASweepThatTookEverythingIsFollowedByNoneBeforeItsTime) {
  source.Abandon(Make("left"));
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilDone(1));
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(2)) << "the relay has been at work since";
  EXPECT_EQ(source.Claims(), 1);
}

TEST_F(RelayTest, AFullSweepOfWhatCannotBeSentIsFollowedByNoneBeforeItsTime) {
  RelayOptions options = NoSweep();
  options.sweep_limit = 1;
  source.Abandon(Make("1", "nowhere"));
  source.Abandon(Make("2", "nowhere"));
  Open(options).Start();
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_TRUE(relay->Submit({Make("3")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(1)) << "the relay has been at work since";
  EXPECT_EQ(source.Claims(), 1);
}

TEST_F(RelayTest, StopMakesALastPassAndMarksWhatItDelivered) {
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilClaims(1));
  source.Abandon(Make("left"));
  relay->Stop(milliseconds(10000));
  EXPECT_THAT(sink.Sent(), ElementsAre("left"));
  EXPECT_THAT(source.Done(), ElementsAre("left"));
  EXPECT_FALSE(relay->Submit({Make("late")}).Wait(Soon())) << "stays in the store";
  EXPECT_THAT(sink.Sent(), ElementsAre("left"));
}

TEST_F(RelayTest, StopWaitsForAReportThatIsOpenAndMarksIt) {
  sink.Become(FakeSink::Mode::kHold, true);
  for (int round = 0; round < 20; ++round) {
    const auto name = std::to_string(round);
    const int claims = source.Claims();
    Open(NoSweep()).Start();
    EXPECT_TRUE(source.UntilClaims(claims + 1));
    const Delivery delivery = relay->Submit({Make(name)});
    std::jthread stopping([&] { relay->Stop(milliseconds(10000)); });
    EXPECT_TRUE(source.UntilClaims(claims + 2)) << "the last pass";
    sink.Release(true);
    stopping.join();
    ASSERT_THAT(source.Done(), testing::Contains(name));
  }
}

TEST_F(RelayTest, StopMarksEverythingThatWasDeliveredHoweverMuchItIs) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilClaims(1));
  std::vector<Entry> entries;
  for (int i = 0; i < 1025; ++i) entries.push_back(Make(std::to_string(i)));
  const Delivery delivery = relay->Submit(entries);
  std::jthread stopping([&] { relay->Stop(milliseconds(10000)); });
  EXPECT_TRUE(source.UntilClaims(2)) << "the last pass";
  sink.Release(true);
  stopping.join();
  EXPECT_EQ(source.Done().size(), 1025U);
  EXPECT_EQ(source.MarkCalls(), 3) << "at most 512 at once";
}

TEST_F(RelayTest, StopWaitsForOpenReportsNoLongerThanItsBudget) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep()).Start();
  const Delivery delivery = relay->Submit({Make("1")});
  relay->Stop(milliseconds(20));
  EXPECT_THAT(source.Done(), IsEmpty());
  relay.reset();
  sink.Release(true);  // a report after the end harms nobody
  EXPECT_TRUE(delivery.Wait(Now()));
}

TEST_F(RelayTest, TheBacklogIsWhatWasSubmittedAndNotDelivered) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep());
  EXPECT_EQ(relay->Backlog(), 0U);
  relay->Submit({Make("1"), Make("2")});
  EXPECT_EQ(relay->Backlog(), 2U);
  sink.Release(true);
  EXPECT_EQ(relay->Backlog(), 0U);
  sink.Become(FakeSink::Mode::kFail, false);
  relay->Submit({Make("3")});
  relay->Submit({Make("4")});  // the target is known to be down
  EXPECT_EQ(relay->Backlog(), 2U);
}

TEST_F(RelayTest, TheBacklogIsMeasuredInTheStore) {
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  relay->Stop(milliseconds(0));
  EXPECT_EQ(relay->Backlog(), 3U);
}

TEST_F(RelayTest, WhatWasSubmittedBeforeAMeasureIsCountedOnce) {
  sink.Become(FakeSink::Mode::kHold, true);
  RelayOptions options = NoSweep();
  options.measure_period = milliseconds(1);
  source.BecomeBacklog({2, milliseconds(0)});
  Open(options);
  relay->Submit({Make("1"), Make("2")});
  EXPECT_EQ(relay->Backlog(), 2U);
  relay->Start();
  EXPECT_TRUE(source.UntilMeasured(3)) << "two are known by now";
  EXPECT_EQ(relay->Backlog(), 2U);
}

TEST_F(RelayTest, WhatIsSubmittedDuringAMeasureIsNotForgotten) {
  sink.Become(FakeSink::Mode::kHold, true);
  source.BecomeBacklog({0, milliseconds(0)});
  RelayOptions options = NoSweep();
  options.measure_period = std::chrono::hours(1);
  Open(options);
  source.DuringMeasure([this] { relay->Submit({Make("1")}); });
  relay->Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  relay->Stop(milliseconds(0));
  EXPECT_EQ(relay->Backlog(), 1U);
}

TEST_F(RelayTest, TheBacklogIsMeasuredOnlyWhileItIsNeeded) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  options.idle_measure_period = std::chrono::hours(1);
  source.BecomeBacklog({0, milliseconds(0)});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 50));
  EXPECT_EQ(source.Measured(), 1) << "nothing waits and nobody asks";
  EXPECT_EQ(relay->Backlog(), 0U);
  EXPECT_TRUE(source.UntilMeasured(2));
  (void)registry.Text();
  EXPECT_TRUE(source.UntilMeasured(3));
  source.BecomeBacklog({5, milliseconds(0)});
  (void)registry.Text();
  EXPECT_TRUE(source.UntilMeasured(50)) << "goes on while something waits";
}

TEST_F(RelayTest, OneEntryThatWaitsIsReasonEnoughToMeasure) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  options.idle_measure_period = std::chrono::hours(1);
  for (const Source::Backlog& one :
       {Source::Backlog{1, milliseconds(0), 0}, Source::Backlog{0, milliseconds(0), 1}}) {
    source.BecomeBacklog(one);
    const int before = source.Measured();
    Open(options).Start();
    EXPECT_TRUE(source.UntilMeasured(before + 5));
  }
}

TEST_F(RelayTest, WhatWasSubmittedIsReasonEnoughToMeasure) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  options.idle_measure_period = std::chrono::hours(1);
  sink.Become(FakeSink::Mode::kHold, true);
  source.BecomeBacklog({0, milliseconds(0)});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 20));
  EXPECT_EQ(source.Measured(), 1);
  relay->Submit({Make("1")});
  EXPECT_TRUE(source.UntilMeasured(2));
}

TEST_F(RelayTest, AnEntryThatASweepLeavesIsReasonEnoughToMeasure) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  options.idle_measure_period = std::chrono::hours(1);
  source.BecomeBacklog({0, milliseconds(0)});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 20));
  EXPECT_EQ(source.Measured(), 1);
  source.Abandon(Make("1", "nowhere"));
  EXPECT_TRUE(source.UntilMeasured(2));
}

TEST_F(RelayTest, AMeasureThatFailedIsRepeated) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  options.idle_measure_period = std::chrono::hours(1);
  source.BecomeBacklog({0, milliseconds(0)});
  source.DuringMeasure([] { throw Unavailable("store away"); });
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
}

TEST_F(RelayTest, EntriesThatAreSetAsideAreShown) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  source.BecomeBacklog({0, milliseconds(0), 2});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(2));
  EXPECT_THAT(relay->Unavailability().value_or(""), testing::HasSubstr("2 outbox entries"));
  EXPECT_THAT(registry.Text(), testing::HasSubstr("outbox_set_aside_entries 2"));
  source.BecomeBacklog({0, milliseconds(0), 0});
  const int before = source.Measured();
  for (int i = 1; i <= 3; ++i) {
    (void)registry.Text();
    EXPECT_TRUE(source.UntilMeasured(before + i));
  }
  EXPECT_EQ(relay->Unavailability(), std::nullopt);
}

TEST_F(RelayTest, MetricsCountWhatWasRelayedAndWhatWaits) {
  Open(NoSweep()).Start();
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_TRUE(source.UntilDone(1));
  relay->Stop(milliseconds(0));
  const std::string text = registry.Text();
  EXPECT_THAT(text, testing::HasSubstr("outbox_relayed_total{target=\"bus\"} 1"));
  EXPECT_THAT(text, testing::HasSubstr("outbox_backlog_entries 3"));
  EXPECT_THAT(text, testing::HasSubstr("outbox_backlog_oldest_seconds 1.5"));
  EXPECT_THAT(text, testing::HasSubstr("outbox_in_flight 0"));
}

// What is slowed down waits for hours here.
class SlowdownTest : public RelayTest {
 protected:
  static RelayOptions Slow() {
    RelayOptions options = Quick();
    options.away_slowdown = 1'800'000;  // of 2 ms
    return options;
  }
};

TEST_F(SlowdownTest, WithATargetAwayAndNothingFoundTheSourceIsAskedLessOften) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, Slow(), registry);
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  both.Start();
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_TRUE(sink.UntilMoreProbes(20));
  EXPECT_EQ(source.Claims(), 1);
  both.Stop(milliseconds(0));
}

TEST_F(SlowdownTest, WithATargetAwayAndSomethingFoundItIsAskedAsOftenAsEver) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  for (int i = 0; i < 3; ++i) source.Abandon(Make(std::to_string(i), "nowhere"));
  RelayOptions options = Slow();
  options.sweep_limit = 1;
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, options, registry);
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  both.Start();
  EXPECT_TRUE(source.UntilClaims(4)) << "the fourth finds nothing";
  both.Stop(milliseconds(0));
}

TEST_F(SlowdownTest, WithEveryTargetUpItIsAskedAsOftenAsEver) {
  Open(Slow()).Start();
  EXPECT_TRUE(source.UntilClaims(4));
}

TEST_F(RelayTest, ATargetThatStaysAwayIsProbedLessAndLessOften) {
  FakeSink other;
  RelayOptions options;
  options.sweep_period = milliseconds(2);   // 8 while nothing is found
  options.probe_period = milliseconds(16);  // soon 64 to 128
  std::atomic<int> most{0};                 // claims from one probe to the next
  int claims = 0;
  sink.Become(FakeSink::Mode::kFail, false);
  sink.on_probe = [&] {
    const int now = source.Claims();
    const int before = std::exchange(claims, now);
    if (before > 0) most = std::max(most.load(), now - before);
  };
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, options, registry);
  both.Start();
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] { return most >= 5; }))
      << "the first pauses have no room for so many";
  both.Stop(milliseconds(0));
}

}  // namespace
}  // namespace erp::outbox
