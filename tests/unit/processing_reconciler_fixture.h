// The reconciliation loop between two sides in memory, and a record of what it called.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "approval-processing/app/reconciler.h"
#include "common/error.h"
#include "support/environment.h"
#include "unit/processing_sides.h"

namespace erp::approval_processing {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What was called, in order. Thread-safe.
class Calls {
 public:
  void Add(const std::string& call) {
    const std::lock_guard lock(mutex_);
    calls_.push_back(call);
  }
  std::vector<std::string> All() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  std::ptrdiff_t Count(const std::string& call) const {
    const std::lock_guard lock(mutex_);
    return std::count(calls_.begin(), calls_.end(), call);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
};

// The epoch of the store and the lease of a rebuild, in memory.
class MemoryEpoch final : public Epoch {
 public:
  explicit MemoryEpoch(Calls& calls) : calls_(calls) {}

  Look LookAt() override {
    if (away) throw Unavailable("the store is away");
    const std::lock_guard lock(mutex_);
    ++looks;
    return {.compared = compared, .aside = aside, .notice = notice_};
  }
  void SetNotice(const std::string& notice) override {
    const std::lock_guard lock(mutex_);
    calls_.Add("notice");
    notice_ = notice;
  }
  void Confirm(std::size_t most) override { confirmed = most; }
  std::size_t TakeConfirmed() override { return confirmed.exchange(0); }
  bool IsConfirmed() override {
    calls_.Add("confirmed?");
    return confirmed > 0;
  }
  bool Hold(const std::string& token) override {
    const std::lock_guard lock(mutex_);
    calls_.Add("hold");
    if (taken || holds_left == 0) return false;
    if (holds_left > 0) --holds_left;
    if (!held_.empty() && held_ != token) return false;
    held_ = token;
    return true;
  }
  void Release(const std::string& token) override {
    const std::lock_guard lock(mutex_);
    calls_.Add("release");
    if (held_ == token) held_.clear();
  }
  std::optional<std::string> Begin(const std::string& token) override {
    calls_.Add("begin");
    if (!IsHeldBy(token) || !may_begin) return std::nullopt;
    return "run-1";
  }
  bool Enter(const std::string& token, std::int64_t epoch) override {
    calls_.Add("enter " + std::to_string(epoch));
    return IsHeldBy(token);
  }
  bool Finish(const std::string& token, const std::string& run, std::int64_t epoch) override {
    calls_.Add("finish " + run + " " + std::to_string(epoch));
    if (!IsHeldBy(token)) return false;
    const std::lock_guard lock(mutex_);
    compared = true;
    held_.clear();
    return true;
  }
  bool TakeTurn(milliseconds) override {
    calls_.Add("turn");
    const int before = std::exchange(looks_at_turn_, looks.load());
    if (before > 0)
      most_looks_between_turns = std::max<int>(most_looks_between_turns, looks - before);
    return turns > 0 && turns-- > 0;
  }
  std::string Notice() {
    const std::lock_guard lock(mutex_);
    return notice_;
  }

  std::atomic<bool> compared{false};
  std::atomic<bool> away{false};
  std::atomic<bool> taken{false};  // by another replica
  std::atomic<bool> may_begin{true};
  std::atomic<int> holds_left{-1};  // then the lease is lost; -1: never
  std::atomic<int> turns{0};
  std::atomic<int> looks{0};
  std::atomic<int> most_looks_between_turns{0};
  std::atomic<std::size_t> aside{0};
  std::atomic<std::size_t> confirmed{0};

 private:
  bool IsHeldBy(const std::string& token) {
    const std::lock_guard lock(mutex_);
    return held_ == token;
  }

  Calls& calls_;
  int looks_at_turn_ = 0;  // the reconciler's thread only
  std::mutex mutex_;
  std::string held_;    // guarded by mutex_
  std::string notice_;  // guarded by mutex_
};

// approval-request, which keeps the epoch, and what is known of it here.
class MemoryEpochs final : public EpochRegister, public AnnouncedEpoch {
 public:
  explicit MemoryEpochs(Calls& calls) : calls_(calls) {}

  State Find(Deadline) override { return {.announced = announced, .in_force = in_force}; }
  State Announce() override {
    calls_.Add("announce");
    if (away) throw Unavailable("approval-request is away");
    return {.announced = ++announced, .in_force = in_force};
  }
  bool PutInForce(std::int64_t epoch) override {
    calls_.Add("in force " + std::to_string(epoch));
    in_force = epoch;
    if (when_in_force) when_in_force();
    return !overtaken;
  }
  std::int64_t Use() override { return announced; }
  void Refresh() override { calls_.Add("refresh"); }
  [[nodiscard]] bool IsSure(std::int64_t epoch) const override { return epoch == announced; }

  std::atomic<std::int64_t> announced{0};
  std::atomic<std::int64_t> in_force{0};
  std::atomic<bool> away{false};
  std::atomic<bool> overtaken{false};
  std::function<void()> when_in_force;  // set before the reconciler starts

 private:
  Calls& calls_;
};

class ReconcilerTest : public testing::Test {
 protected:
  ReconcilerTest() {
    there_.Show(StepOf(1));
    const auto note = [this](const std::string& call) { calls_.Add(call); };
    here_.on_call = note;
    there_.on_call = note;
  }
  Reconciler& Start(ReconcilerOptions options = {}) {
    reconciler_.emplace(ReconcilerPorts{epoch_, here_, there_, epochs_, epochs_}, options,
                        registry_);
    reconciler_->Start();
    return *reconciler_;
  }
  static bool Soon(const std::function<bool()>& happened) {
    return test::Eventually(seconds(10), happened);
  }
  bool UntilCalled(const std::string& call, std::ptrdiff_t times = 1) {
    return Soon([&] { return calls_.Count(call) >= times; });
  }
  bool UntilLooks(int more) {
    const int wanted = epoch_.looks + more;
    return Soon([&] { return epoch_.looks >= wanted; });
  }
  // While what is waited for goes on: an ending daemon does not wait for it.
  void ExpectStopsAtOnce(const std::function<void()>& otherwise) {
    auto stopped = std::async(std::launch::async, [&] { reconciler_->Stop(); });
    EXPECT_EQ(stopped.wait_for(seconds(10)), std::future_status::ready);
    otherwise();
  }
  double Rebuilds() { return registry_.GetCounter("rebuilds_total", "").Value(); }

  metrics::Registry registry_;
  Calls calls_;
  MemoryEpoch epoch_{calls_};
  MemoryEpochs epochs_{calls_};
  MemoryTasks here_;
  MemoryRegister there_;
  std::optional<Reconciler> reconciler_;  // last: ends first
};

}  // namespace erp::approval_processing
