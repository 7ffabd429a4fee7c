#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/error.h"
#include "outbox/relay.h"

namespace erp::outbox {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Entry Make(const std::string& id, const std::string& target = "bus") {
  Entry entry;
  entry.id = id;
  entry.target = target;
  return entry;
}

// Something that many threads change and a test waits for.
class Watched {
 protected:
  // Blocks until the condition holds (checked under the lock); a test fails at the deadline.
  bool Until(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), condition);
  }

  std::mutex mutex;
  std::condition_variable changed;
};

// A store in memory. A claim takes a lease, which ends after some more claims.
class FakeSource : public Source, private Watched {
 public:
  std::vector<Entry> ClaimAbandoned(std::size_t limit) override {
    const std::lock_guard lock(mutex);
    ++claims_;
    changed.notify_all();
    std::vector<Entry> claimed;
    for (auto& [entry, leased_until] : kept_) {
      if (claimed.size() == limit) break;
      if (leased_until >= claims_) continue;
      leased_until = claims_ + kLease;
      claimed.push_back(entry);
    }
    return claimed;
  }

  void MarkDone(const std::vector<Entry>& entries) override {
    const std::lock_guard lock(mutex);
    ++mark_calls_;
    changed.notify_all();
    if (failing_marks_ > 0) {
      --failing_marks_;
      throw Unavailable("store away");
    }
    for (const auto& entry : entries) {
      done_.push_back(entry.id);
      std::erase_if(kept_, [&](const auto& kept) { return kept.first.id == entry.id; });
    }
  }

  std::vector<Entry> ClaimExcept(const std::vector<std::string>& down, std::size_t limit) override {
    {
      const std::lock_guard lock(mutex);
      excepted_ = down;
      changed.notify_all();
    }
    return ClaimAbandoned(limit);
  }
  bool UntilExcepted(const std::vector<std::string>& down) {
    return Until([&] { return excepted_ == down; });
  }

  Backlog Measure() override {
    const std::lock_guard lock(mutex);
    ++measured_;
    changed.notify_all();
    return backlog_;
  }
  void BecomeBacklog(Backlog backlog) {
    const std::lock_guard lock(mutex);
    backlog_ = backlog;
  }
  int Measured() {
    const std::lock_guard lock(mutex);
    return measured_;
  }
  bool UntilMeasured(int times) {
    return Until([&] { return measured_ >= times; });
  }

  void Abandon(Entry entry) {
    const std::lock_guard lock(mutex);
    kept_.emplace_back(std::move(entry), 0);
  }
  void FailMarks(int count) {
    const std::lock_guard lock(mutex);
    failing_marks_ = count;
  }
  std::vector<std::string> Done() {
    const std::lock_guard lock(mutex);
    return done_;
  }
  int Claims() {
    const std::lock_guard lock(mutex);
    return claims_;
  }
  int MarkCalls() {
    const std::lock_guard lock(mutex);
    return mark_calls_;
  }
  bool UntilDone(std::size_t count) {
    return Until([&] { return done_.size() >= count; });
  }
  bool UntilClaims(int count) {
    return Until([&] { return claims_ >= count; });
  }
  bool UntilMarkCalls(int count) {
    return Until([&] { return mark_calls_ >= count; });
  }

 private:
  static constexpr int kLease = 10;  // claims
  std::vector<std::pair<Entry, int>> kept_;
  std::vector<std::string> done_;
  int claims_ = 0;
  int mark_calls_ = 0;
  int failing_marks_ = 0;
  int measured_ = 0;
  Backlog backlog_{3, milliseconds(1500)};
  std::vector<std::string> excepted_;
};

// Reports at once, or keeps the reports until the test gives them.
class FakeSink : public Sink, private Watched {
 public:
  enum class Mode { kDeliver, kFail, kHold };

  explicit FakeSink(Mode mode = Mode::kDeliver) : mode_(mode) {}

  void Deliver(const Entry& entry, Report report) override {
    Mode mode{};
    {
      const std::lock_guard lock(mutex);
      sent_.push_back(entry.id);
      mode = bad_.contains(entry.id) ? Mode::kFail : mode_;
      if (mode == Mode::kHold) held_.emplace_back(entry.id, report);
      changed.notify_all();
    }
    if (mode != Mode::kHold) report(mode == Mode::kDeliver);
  }

  bool Probe(Deadline) override {
    const std::lock_guard lock(mutex);
    ++probes_;
    changed.notify_all();
    return answers_;
  }

  void Become(Mode mode, bool answers) {
    const std::lock_guard lock(mutex);
    mode_ = mode;
    answers_ = answers;
  }
  // Whatever the mode, these fail.
  void BecomeBad(std::set<std::string> ids) {
    const std::lock_guard lock(mutex);
    bad_ = std::move(ids);
  }
  // Gives every held report, or that of one entry.
  void Release(bool delivered) {
    std::vector<std::pair<std::string, Report>> held;
    {
      const std::lock_guard lock(mutex);
      held.swap(held_);
    }
    for (const auto& [id, report] : held) report(delivered);
  }
  void Release(const std::string& id, bool delivered) {
    std::vector<std::pair<std::string, Report>> held;
    {
      const std::lock_guard lock(mutex);
      for (auto& entry : held_) {
        if (entry.first == id) held.push_back(std::move(entry));
      }
      std::erase_if(held_, [](const auto& entry) { return !entry.second; });
    }
    for (const auto& [name, report] : held) report(delivered);
  }
  std::ptrdiff_t TimesSent(const std::string& id) {
    const std::lock_guard lock(mutex);
    return std::count(sent_.begin(), sent_.end(), id);
  }
  bool UntilSentTimes(const std::string& id, std::ptrdiff_t times) {
    return Until([&] { return std::count(sent_.begin(), sent_.end(), id) >= times; });
  }
  std::vector<std::string> Sent() {
    const std::lock_guard lock(mutex);
    return sent_;
  }
  bool UntilSent(std::size_t count) {
    return Until([&] { return sent_.size() >= count; });
  }
  bool UntilMoreProbes(int count) {
    std::unique_lock lock(mutex);
    const int wanted = probes_ + count;
    return changed.wait_for(lock, std::chrono::seconds(10), [&] { return probes_ >= wanted; });
  }

 private:
  Mode mode_;
  bool answers_ = true;
  int probes_ = 0;
  std::vector<std::string> sent_;
  std::vector<std::pair<std::string, Report>> held_;
  std::set<std::string> bad_;
};

class RelayTest : public testing::Test {
 protected:
  static RelayOptions Quick() {
    RelayOptions options;
    options.sweep_period = milliseconds(2);
    options.probe_period = milliseconds(2);
    return options;
  }
  // A sweep only when something asks for it.
  static RelayOptions NoSweep() {
    RelayOptions options = Quick();
    options.sweep_period = std::chrono::hours(1);
    return options;
  }
  Relay& Open(RelayOptions options) {
    relay = std::make_unique<Relay>(source, std::map<std::string, Sink*>{{"bus", &sink}}, options,
                                    registry);
    return *relay;
  }
  static Deadline Soon() { return Deadline::After(milliseconds(10000)); }
  static Deadline Now() { return Deadline::After(milliseconds(0)); }

  metrics::Registry registry;
  FakeSource source;
  FakeSink sink;
  std::unique_ptr<Relay> relay;
};

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
  EXPECT_TRUE(second.Wait(Now())) << "whoever waits for an entry in flight gets its report";
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

TEST_F(RelayTest, ASuccessfulProbeIsFollowedByASweepAtOnce) {
  sink.Become(FakeSink::Mode::kFail, false);
  Open(NoSweep()).Start();
  EXPECT_TRUE(source.UntilClaims(1));
  EXPECT_FALSE(relay->Submit({Make("1")}).Wait(Soon()));
  source.Abandon(Make("1"));
  sink.Become(FakeSink::Mode::kDeliver, true);
  EXPECT_TRUE(source.UntilDone(1));
}

TEST_F(RelayTest, AFailedEntryFailsTheWholeWait) {
  sink.Become(FakeSink::Mode::kHold, true);
  Open(NoSweep());
  const Delivery delivery = relay->Submit({Make("1"), Make("2")});
  sink.Release(false);
  EXPECT_FALSE(delivery.Wait(Soon()));
}

TEST_F(RelayTest, TheSweepDeliversWhatSubmitWasNeverToldOf) {
  for (int i = 0; i < 600; ++i) source.Abandon(Make(std::to_string(i)));
  Open(NoSweep()).Start();  // one period: a full sweep is followed by the next at once
  EXPECT_TRUE(source.UntilDone(600));
  EXPECT_EQ(sink.Sent().size(), 600U);
  EXPECT_EQ(sink.Sent().front(), "0");
  EXPECT_EQ(sink.Sent().back(), "599");
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

TEST_F(RelayTest, TheSourceIsToldWhichTargetsTakeNothing) {
  FakeSink other;
  sink.Become(FakeSink::Mode::kFail, false);
  Relay both(source, {{"bus", &sink}, {"employee", &other}}, Quick(), registry);
  both.Start();
  EXPECT_FALSE(both.Submit({Make("1")}).Wait(Soon()));
  EXPECT_TRUE(source.UntilExcepted({"bus"}));
  both.Stop(milliseconds(0));
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

TEST_F(RelayTest, EntriesThatAreSetAsideAreShown) {
  RelayOptions options = Quick();
  options.measure_period = milliseconds(1);
  source.BecomeBacklog({0, milliseconds(0), 2});
  Open(options).Start();
  EXPECT_TRUE(source.UntilMeasured(2));
  EXPECT_THAT(relay->Trouble().value_or(""), testing::HasSubstr("2 outbox entries"));
  EXPECT_THAT(registry.Text(), testing::HasSubstr("outbox_set_aside_entries 2"));
  source.BecomeBacklog({0, milliseconds(0), 0});
  const int before = source.Measured();
  for (int i = 1; i <= 3; ++i) {
    (void)registry.Text();
    EXPECT_TRUE(source.UntilMeasured(before + i));
  }
  EXPECT_EQ(relay->Trouble(), std::nullopt);
}

TEST_F(RelayTest, AnEntryForAnUnknownTargetStaysInTheStore) {
  Open(NoSweep()).Start();
  EXPECT_FALSE(relay->Submit({Make("1", "nowhere")}).Wait(Soon()));
}

TEST_F(RelayTest, MetricsTellWhatWasRelayedAndWhatWaits) {
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

}  // namespace
}  // namespace erp::outbox
