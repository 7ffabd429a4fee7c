// What the relay delivers, holds back and tries again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/outbox_fixture.h"

namespace erp::outbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(RelayTest, SubmitDeliversOnTheCallersThreadInOrder) {
  Open(NoSweep());  // not even started: no other thread can have done it
  const Delivery delivery = relay->Submit({Make("1"), Make("2"), Make("3")});
  EXPECT_THAT(sink.Sent(), ElementsAre("1", "2", "3"));
  EXPECT_TRUE(delivery.Wait(Now()));
  EXPECT_THAT(source.Done(), IsEmpty()) << "no store I/O on the reporting thread";
}

TEST_F(RelayTest, DeliveredEntriesAreMarkedDoneTogether) {
  Open(NoSweep());
  std::vector<Entry> entries;
  entries.reserve(64);
  for (int i = 0; i < 64; ++i) entries.push_back(Make(std::to_string(i)));
  EXPECT_TRUE(relay->Submit(entries).Wait(Now()));
  relay->Start();
  EXPECT_TRUE(source.UntilDone(64));
  EXPECT_EQ(source.MarkCalls(), 1);
}

TEST_F(RelayTest, NothingSubmittedIsDeliveredAtOnce) {
  Open(NoSweep());
  EXPECT_TRUE(relay->Submit({}).Wait(Now()));
}

TEST_F(RelayTest, AnEntryInFlightIsNotDeliveredAgain) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(Quick()).Start();
  const Delivery first = relay->Submit({Make("1")});
  source.Abandon(Make("1"));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 3)) << "the sweep has met it";
  const Delivery second = relay->Submit({Make("1")});
  EXPECT_THAT(sink.Sent(), ElementsAre("1"));
  EXPECT_FALSE(first.Wait(Now()));
  sink.Release(true);
  EXPECT_TRUE(first.Wait(Now()));
  EXPECT_TRUE(second.Wait(Now())) << "a caller that waits for an entry in flight gets its report";
  EXPECT_TRUE(source.UntilDone(1));
}

TEST_F(RelayTest, ADeliveredEntryIsNotDeliveredAgainBeforeItIsMarked) {
  source.FailMarks(1'000'000);
  Open(Quick()).Start();
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Soon()));
  source.Abandon(Make("1"));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 3));
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Now()));
  EXPECT_THAT(sink.Sent(), ElementsAre("1"));
}

TEST_F(RelayTest, AFailureStopsPublishingUntilTheProbeSucceeds) {
  sink.Become(FakeSink::Mode::kFail, false);
  Open(Quick()).Start();
  EXPECT_FALSE(relay->Submit({Make("1")}).Wait(Soon()));
  source.Abandon(Make("1"));
  source.Abandon(Make("2"));
  EXPECT_FALSE(relay->Submit({Make("2")}).Wait(Soon())) << "left to the sweep at once";
  EXPECT_TRUE(sink.UntilMoreProbes(3));
  EXPECT_THAT(sink.Sent(), ElementsAre("1"));
  const int claims = source.Claims();
  EXPECT_TRUE(sink.UntilMoreProbes(3));
  EXPECT_EQ(source.Claims(), claims) << "a claim would only keep the entries from other replicas";

  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(source.UntilDone(2));
  EXPECT_THAT(sink.Sent(), ElementsAre("1", "1", "2"));
  EXPECT_TRUE(relay->Submit({Make("3")}).Wait(Soon()));
}

TEST_F(RelayTest, AFailedEntryFailsTheWholeWait) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep());
  const Delivery delivery = relay->Submit({Make("1"), Make("2")});
  sink.Release(false);
  EXPECT_FALSE(delivery.Wait(Soon()));
}

TEST_F(RelayTest, AMarkThatFailsIsRepeatedAndNothingIsLost) {
  source.FailMarks(2);
  Open(NoSweep()).Start();
  EXPECT_TRUE(relay->Submit({Make("1"), Make("2")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilMarkCalls(1));
  EXPECT_TRUE(relay->Submit({Make("3")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(3));
  EXPECT_THAT(source.Done(), UnorderedElementsAre("1", "2", "3"));
  EXPECT_THAT(sink.Sent(), ElementsAre("1", "2", "3"));
}

TEST_F(RelayTest, AMarkThatFailedIsNotRepeatedBeforeItsBackOff) {
  RelayOptions options = Quick();
  options.mark_delay = milliseconds(0);
  options.mark_retry_first = options.mark_retry_most = std::chrono::hours(1);
  source.FailMarks(1);
  Open(options).Start();
  EXPECT_TRUE(relay->Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilMarkCalls(1));
  EXPECT_TRUE(relay->Submit({Make("2")}).Wait(Soon())) << "nor for what is delivered since";
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 30));
  EXPECT_EQ(source.MarkCalls(), 1);
}

TEST_F(RelayTest, WaitGivesUpAtItsDeadlineAndTheEntryGoesOn) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep()).Start();
  const Delivery delivery = relay->Submit({Make("1")});
  EXPECT_FALSE(delivery.Wait(Deadline::After(milliseconds(1))));
  sink.Release(true);
  EXPECT_TRUE(source.UntilDone(1));
  EXPECT_TRUE(delivery.Wait(Now()));
}

TEST_F(RelayTest, BeyondTheInFlightLimitEntriesAreLeftToTheSweep) {
  sink.Become(FakeSink::Mode::kHold, true);
  RelayOptions options = Quick();
  options.in_flight_limit = 2;
  Open(options);
  const Delivery taken = relay->Submit({Make("1"), Make("2")});
  EXPECT_FALSE(relay->Submit({Make("3")}).Wait(Soon()));
  EXPECT_THAT(sink.Sent(), ElementsAre("1", "2"));
  source.Abandon(Make("3"));
  relay->Start();
  sink.Become(FakeSink::Mode::kDeliver, true);
  sink.Release(true);
  EXPECT_TRUE(taken.Wait(Now()));
  EXPECT_TRUE(source.UntilDone(3));
  EXPECT_THAT(sink.Sent(), ElementsAre("1", "2", "3"));
}

TEST_F(RelayTest, AnEntryThatAlwaysFailsHoldsNoOtherOfItsTarget) {
  RelayOptions options = Quick();
  options.entry_retry_first = options.entry_retry_most = std::chrono::hours(1);
  sink.BecomeBad({"bad"});
  source.Abandon(Make("bad"));
  Open(options).Start();
  EXPECT_TRUE(sink.UntilSentTimes("bad", 2)) << "once against the target, once against itself";
  EXPECT_TRUE(test::Eventually(std::chrono::seconds(10), [this] {
    return registry.Text().find("outbox_failing_entries{target=\"bus\"} 1") != std::string::npos;
  })) << "before anything else is delivered";
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(relay->Submit({Make(std::to_string(i))}).Wait(Soon())) << i;
  }
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 30)) << "the sweep has met it again";
  EXPECT_EQ(sink.TimesSent("bad"), 2);
  EXPECT_FALSE(relay->Submit({Make("bad")}).Wait(Soon())) << "left to its back-off at once";
  EXPECT_THAT(registry.Text(), testing::HasSubstr("outbox_failing_entries{target=\"bus\"} 1"));
  EXPECT_THAT(registry.Text(), testing::HasSubstr("outbox_target_up{target=\"bus\"} 1"));
}

TEST_F(RelayTest, AFailureWhileOthersAreDeliveredIsTheEntrysOwn) {
  sink.Become(FakeSink::Mode::kHold, false);  // the probe would not succeed
  Open(NoSweep()).Start();
  const Delivery bad = relay->Submit({Make("bad")});
  const Delivery good = relay->Submit({Make("good")});
  sink.Release("good", true);
  sink.Release("bad", false);
  EXPECT_TRUE(good.Wait(Soon()));
  EXPECT_FALSE(bad.Wait(Soon()));
  sink.Become(FakeSink::Mode::kDeliver, false);
  EXPECT_TRUE(relay->Submit({Make("next")}).Wait(Soon())) << "the target is not down";
}

TEST_F(RelayTest, ATargetIsDownWhenDifferentEntriesFailOneAfterTheOther) {
  sink.Become(FakeSink::Mode::kHold, false);
  Open(NoSweep()).Start();
  const Delivery both = relay->Submit({Make("1"), Make("2")});
  sink.Release(false);
  EXPECT_FALSE(both.Wait(Soon()));
  EXPECT_FALSE(relay->Submit({Make("3")}).Wait(Soon()));
  EXPECT_EQ(sink.TimesSent("3"), 0);
}

TEST_F(RelayTest, AnEntryThatFailsByItselfIsTriedAgainAfterItsBackOff) {
  RelayOptions options = Quick();
  options.entry_retry_first = options.entry_retry_most = milliseconds(2);
  sink.BecomeBad({"bad"});
  source.Abandon(Make("bad"));
  Open(options).Start();
  EXPECT_TRUE(sink.UntilSentTimes("bad", 5));
  sink.BecomeBad({});
  EXPECT_TRUE(source.UntilDone(1));
  relay->Stop(milliseconds(0));
  EXPECT_THAT(registry.Text(), testing::HasSubstr("outbox_failing_entries{target=\"bus\"} 0"));
}

TEST_F(RelayTest, WhatFailedByItselfIsTriedAtOnceWhenItsTargetIsBack) {
  RelayOptions options = Quick();
  options.entry_retry_first = options.entry_retry_most = std::chrono::hours(1);
  sink.BecomeBad({"early"});
  source.Abandon(Make("early"));
  Open(options).Start();
  EXPECT_TRUE(sink.UntilSentTimes("early", 2));
  sink.Become(FakeSink::Mode::kFail, false);
  EXPECT_FALSE(relay->Submit({Make("other")}).Wait(Soon()));
  source.Abandon(Make("other"));
  sink.BecomeBad({});
  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(source.UntilDone(2));
}

TEST_F(RelayTest, ATargetThatIsDownDoesNotHoldTheOthers) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, Quick(), registry);
  both.Start();
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(both.Submit({Make("2", "employee")}).Wait(Soon()));
  source.Abandon(Make("3", "employee"));
  EXPECT_TRUE(source.UntilDone(2));
  both.Stop(milliseconds(0));
}

TEST_F(RelayTest, TheSourceIsGivenTheTargetsThatTakeNothing) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, Quick(), registry);
  both.Start();
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilExcepted({"bus"}));
  both.Stop(milliseconds(0));
}

TEST_F(RelayTest, WhatOnlyATargetThatIsAwayCouldTakeWaitsInTheStoreUntilItIsBack) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  RelayOptions options = Quick();
  options.sweep_limit = 2;
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, options, registry);
  both.Start();
  EXPECT_FALSE(both.Submit({Make("0")}).Wait(Soon()));
  for (int i = 1; i <= 4; ++i) source.Abandon(Make(std::to_string(i)));
  source.Abandon(Make("5", "employee"));
  EXPECT_TRUE(source.UntilDone(1)) << "the four before it stand in nobody's way";
  EXPECT_THAT(other.Sent(), ElementsAre("5"));
  EXPECT_THAT(sink.Sent(), ElementsAre("0"));
  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(source.UntilDone(5));
  EXPECT_THAT(sink.Sent(), ElementsAre("0", "1", "2", "3", "4"));
  both.Stop(milliseconds(0));
}

TEST_F(RelayTest, AnEntryForAnUnknownTargetStaysInTheStore) {
  source.Abandon(Make("1", "nowhere"));
  Open(Quick()).Start();
  EXPECT_FALSE(relay->Submit({Make("1", "nowhere")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilClaims(source.Claims() + 30)) << "the sweep has met it more than once";
  EXPECT_TRUE(relay->Submit({Make("2")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilDone(1));
  relay->Stop(milliseconds(10000));
  EXPECT_THAT(source.Done(), ElementsAre("2"));
  EXPECT_THAT(source.Kept(), ElementsAre("1"));
  EXPECT_THAT(sink.Sent(), ElementsAre("2"));
}

}  // namespace
}  // namespace erp::outbox
