// What the relay shows before anything has happened, and sweeps that are as full as they may be.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/outbox_fixture.h"

namespace erp::outbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(RelayTest, EveryTargetIsShownAsUpFromTheStart) {
  Open(NoSweep());
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_target_up{target=\"bus\"} 1"));
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_failing_entries{target=\"bus\"} 0"));
}

TEST_F(RelayTest, ATargetThatFailsIsShownAsDownUntilItsProbeSucceeds) {
  sink.Become(FakeSink::Mode::kFail, false);
  Open(Quick()).Start();
  EXPECT_FALSE(relay->Submit({Make("1")}).Wait(Soon()));
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_target_up{target=\"bus\"} 0"));
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_failed_total{target=\"bus\"} 1"));
  sink.Become(FakeSink::Mode::kDeliver, true);
  source.Abandon(Make("1"));
  EXPECT_TRUE(source.UntilDone(1));
  relay->Stop(milliseconds(0));
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_target_up{target=\"bus\"} 1"));
}

TEST_F(RelayTest, AFullSweepThatWasSentIsFollowedByTheNextAtOnce) {
  RelayOptions options = NoSweep();
  options.sweep_limit = 2;
  for (int i = 0; i < 5; ++i) source.Abandon(Make(std::to_string(i)));
  Open(options).Start();
  EXPECT_TRUE(source.UntilDone(5));
  EXPECT_EQ(source.Claims(), 3) << "two, two and the last one";
  EXPECT_THAT(sink.Sent(), ElementsAre("0", "1", "2", "3", "4"));
}

TEST_F(RelayTest, AFullSweepOfWhatIsInFlightIsFollowedByNoneBeforeItsTime) {
  RelayOptions options = NoSweep();
  options.sweep_limit = 1;
  sink.Become(FakeSink::Mode::kHold, true);
  Open(options);
  const Delivery open = relay->Submit({Make("1")});
  source.Abandon(Make("1"));
  source.Abandon(Make("2"));
  relay->Start();
  EXPECT_TRUE(source.UntilClaims(1));
  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(relay->Submit({Make("3")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(1)) << "the relay has been at work since";
  EXPECT_EQ(source.Claims(), 1);
  sink.Release(true);
  EXPECT_TRUE(open.Wait(Soon()));
}

TEST_F(RelayTest, ASweepClaimsNoMoreThanMayBeInFlight) {
  sink.Become(FakeSink::Mode::kHold, true);
  RelayOptions options = Quick();
  options.in_flight_limit = 3;
  Open(options);
  const Delivery open = relay->Submit({Make("a"), Make("b")});
  for (int i = 0; i < 3; ++i) source.Abandon(Make(std::to_string(i)));
  relay->Start();
  EXPECT_TRUE(sink.UntilSent(3));
  EXPECT_EQ(source.MostAsked(), 1U) << "two of three are in flight";
  EXPECT_THAT(registry.Text(), HasSubstr("outbox_in_flight 3"));
  const int claims = source.Claims();
  sink.Become(FakeSink::Mode::kDeliver, true);
  sink.Release("a", true);
  EXPECT_TRUE(source.UntilDone(2)) << "the room that this made is used";
  sink.Release(true);
  EXPECT_TRUE(source.UntilDone(5));
  EXPECT_TRUE(open.Wait(Now()));
  EXPECT_GT(source.Claims(), claims);
  EXPECT_EQ(sink.Sent().size(), 5U) << "each of them once";
}

TEST_F(RelayTest, WithoutRoomTheNextSweepIsWhenItsTimeHasCome) {
  sink.Become(FakeSink::Mode::kHold, true);
  RelayOptions options = Quick();
  options.full_period = std::chrono::hours(1);
  options.in_flight_limit = 1;
  Open(options);
  const Delivery open = relay->Submit({Make("1")});
  relay->Start();
  EXPECT_TRUE(source.UntilMeasured(1)) << "the first sweep was before it";
  sink.Become(FakeSink::Mode::kDeliver, true);
  sink.Release(true);
  EXPECT_TRUE(source.UntilDone(1));
  int next = 2;
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [&] {
    return relay->Submit({Make(std::to_string(next++))}).Wait(Soon());
  })) << "there is room again";
  EXPECT_TRUE(source.UntilDone(2)) << "the relay has been at work since";
  EXPECT_EQ(source.Claims(), 0);
}

TEST_F(RelayTest, ARelayThatWasStoppedDoesNotStartAgain) {
  Open(NoSweep());
  relay->Stop(milliseconds(0));
  relay->Start();
  source.Abandon(Make("1"));
  EXPECT_FALSE(relay->Submit({Make("2")}).Wait(Now()));
  FakeSource other;
  metrics::Registry others;
  Relay beside(other, {{"bus", &sink}}, Quick(), others);
  beside.Start();
  EXPECT_TRUE(other.UntilClaims(50)) << "time enough for both";
  relay->Stop(milliseconds(10000));
  EXPECT_EQ(source.Claims(), 0);
  EXPECT_TRUE(sink.Sent().empty());
}

TEST_F(RelayTest, EntriesOfDifferentEpochsAreDifferentEntries) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep());
  Entry first = Make("1");
  first.epoch = "1";
  Entry second = Make("1");
  second.epoch = "2";
  const Delivery both = relay->Submit({first, second});
  EXPECT_EQ(sink.TimesSent("1"), 2);
  sink.Release(true);
  EXPECT_TRUE(both.Wait(Now()));
}

TEST_F(RelayTest, TheBacklogIsNeverLessThanNothing) {
  RelayOptions options = Quick();
  options.measure_period = options.idle_measure_period = std::chrono::hours(1);
  source.BecomeBacklog({0, milliseconds(0)});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  source.Abandon(Make("1"));  // of another process: nobody has submitted it here
  EXPECT_TRUE(source.UntilDone(1));
  EXPECT_EQ(relay->Backlog(), 0U);
}

TEST_F(RelayTest, AMarkWaitsForOthersUntilThereAreManyOfThem) {
  RelayOptions options = NoSweep();
  options.mark_delay = std::chrono::hours(1);
  Open(options);
  EXPECT_TRUE(relay->Submit({Make("0")}).Wait(Now()));
  relay->Start();
  EXPECT_TRUE(source.UntilClaims(1)) << "marks that are due come before it";
  for (int i = 1; i < 255; ++i) {
    EXPECT_TRUE(relay->Submit({Make(std::to_string(i))}).Wait(Now()));
  }
  EXPECT_EQ(source.MarkCalls(), 0);
  EXPECT_TRUE(relay->Submit({Make("255")}).Wait(Now()));
  EXPECT_TRUE(source.UntilDone(256));
  EXPECT_EQ(source.MarkCalls(), 1);
}

TEST_F(RelayTest, ALoneMarkIsMadeWhenItsTimeHasComeThoughNothingElseHappens) {
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilMeasured(1));
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(1));
  EXPECT_EQ(source.Measured(), 1) << "not before its time";
}

// An entry that failed by itself, and of which nothing more is heard.
class ForgottenFailure : public RelayTest {
 protected:
  void Fail(RelayOptions options) {
    options.entry_retry_first = options.entry_retry_most = milliseconds(2);
    sink.Become(FakeSink::Mode::kHold, true);
    Open(options).Start();
    const Delivery both = relay->Submit({Make("bad"), Make("good")});
    sink.Release("good", true);
    sink.Release("bad", false);
    EXPECT_FALSE(both.Wait(Soon()));
  }
  bool IsShown(int count) {
    return registry.Text().find("outbox_failing_entries{target=\"bus\"} " +
                                std::to_string(count)) != std::string::npos;
  }
};

TEST_F(ForgottenFailure, IsNotShownForEver) {
  RelayOptions options = Quick();
  options.forget_failing = milliseconds(1);
  Fail(options);
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [this] { return IsShown(0); }));
}

TEST_F(ForgottenFailure, IsShownLongAfterItsNextTryWasDue) {
  Fail(Quick());
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 30)) << "its try was due meanwhile";
  EXPECT_TRUE(IsShown(1));
}

TEST_F(RelayTest, WhatWasDeliveredBeforeAnEntryWasSentSaysNothingOfItsFailure) {
  Open(NoSweep()).Start();
  EXPECT_TRUE(relay->Submit({Make("before")}).Wait(Soon()));
  sink.Become(FakeSink::Mode::kHold, false);
  const Delivery failed = relay->Submit({Make("1")});
  sink.Release(false);
  EXPECT_FALSE(failed.Wait(Soon()));
  EXPECT_FALSE(relay->Submit({Make("2")}).Wait(Soon()));
  EXPECT_EQ(sink.TimesSent("2"), 0) << "the target is down";
}

}  // namespace
}  // namespace erp::outbox
