// A store and a target in memory, and the relay between them.
#pragma once

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

#include <gtest/gtest.h>

#include "common/error.h"
#include "outbox/relay.h"

namespace erp::outbox {

using std::chrono::milliseconds;

inline Entry Make(const std::string& id, const std::string& target = "bus") {
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
  std::vector<Entry> ClaimAbandoned(std::size_t limit) override { return ClaimExcept({}, limit); }

  std::vector<Entry> ClaimExcept(const std::vector<std::string>& down, std::size_t limit) override {
    const std::lock_guard lock(mutex);
    excepted_ = down;
    ++claims_;
    most_asked_ = std::max(most_asked_, limit);
    changed.notify_all();
    std::vector<Entry> claimed;
    for (auto& [entry, leased_until] : kept_) {
      if (claimed.size() == limit) break;
      if (leased_until >= claims_ || std::ranges::count(down, entry.target) > 0) continue;
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

  bool UntilExcepted(const std::vector<std::string>& down) {
    return Until([&] { return excepted_ == down; });
  }

  Backlog Measure() override {
    std::function<void()> meanwhile;
    {
      const std::lock_guard lock(mutex);
      meanwhile.swap(meanwhile_);
    }
    if (meanwhile) meanwhile();
    const std::lock_guard lock(mutex);
    ++measured_;
    changed.notify_all();
    return backlog_;
  }
  void BecomeBacklog(Backlog backlog) {
    const std::lock_guard lock(mutex);
    backlog_ = backlog;
  }
  // Runs once, while the next measure is under way.
  void DuringMeasure(std::function<void()> meanwhile) {
    const std::lock_guard lock(mutex);
    meanwhile_ = std::move(meanwhile);
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
  // What a store would still have after a restart.
  std::vector<std::string> Kept() {
    const std::lock_guard lock(mutex);
    std::vector<std::string> kept;
    for (const auto& [entry, leased_until] : kept_) kept.push_back(entry.id);
    return kept;
  }
  std::vector<std::string> Done() {
    const std::lock_guard lock(mutex);
    return done_;
  }
  int Claims() {
    const std::lock_guard lock(mutex);
    return claims_;
  }
  // The most entries that a claim asked for.
  std::size_t MostAsked() {
    const std::lock_guard lock(mutex);
    return most_asked_;
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
  std::size_t most_asked_ = 0;
  int mark_calls_ = 0;
  int failing_marks_ = 0;
  int measured_ = 0;
  Backlog backlog_{3, milliseconds(1500)};
  std::vector<std::string> excepted_;
  std::function<void()> meanwhile_;
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
    if (on_probe) on_probe();
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

  std::function<void()> on_probe;  // set before the relay starts; on its thread

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
  // A sweep only when something asks for it, and one measure at the start: nothing wakes the relay
  // by accident.
  static RelayOptions NoSweep() {
    RelayOptions options = Quick();
    options.sweep_period = std::chrono::hours(1);
    options.measure_period = std::chrono::hours(1);
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

}  // namespace erp::outbox
