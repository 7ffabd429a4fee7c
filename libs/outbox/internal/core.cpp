#include "outbox/internal/core.h"

#include <algorithm>
#include <utility>

#include "common/failpoint.h"
#include "common/thread_annotations.h"

namespace erp::outbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// So many done marks wait for no more company.
constexpr std::size_t kMarkBatch = 256;
// While a backlog is delivered, marks go in larger batches: as many as the reports brought.
constexpr std::size_t kMarkMost = 512;
constexpr int kProbeSlowdown = 8;
constexpr milliseconds kProbeBudget{500};

}  // namespace

void Delivery::State::Settle(bool delivered) {
  const MutexLock lock(mutex);
  --open;
  failed = failed || !delivered;
  if (failed || open == 0) settled.notify_all();
}

Core::Core(Source& source,
           const std::map<std::string, Sink*>& sinks,
           RelayOptions options,
           metrics::Registry& registry)
    : source_(source),
      options_(options),
      backlog_entries_(
          registry.GetGauge("outbox_backlog_entries", "Entries in the store, not yet done")),
      backlog_oldest_(registry.GetGauge("outbox_backlog_oldest_seconds", "Age of the oldest one")),
      set_aside_gauge_(registry.GetGauge("outbox_set_aside_entries",
                                         "Entries that cannot be read: somebody has to look")),
      mark_backoff_(options.mark_retry_first, options.mark_retry_most) {
  for (const auto& [name, sink] : sinks) {
    const metrics::Labels labels{{"target", name}};
    const Target target{
        sink,
        registry.GetCounter("outbox_relayed_total", "Entries delivered", labels),
        registry.GetCounter("outbox_failed_total", "Failed deliveries", labels),
        registry.GetGauge("outbox_target_up", "0 after a failed delivery", labels),
        registry.GetGauge("outbox_failing_entries",
                          "Entries that fail while their target takes others", labels),
        Backoff(options.probe_period, options.probe_period * kProbeSlowdown),
        std::nullopt};
    target.up.Set(1);
    targets_.emplace(name, target);
  }
}

std::string Core::NameOf(const Entry& entry) {
  return entry.epoch.empty() ? entry.id : entry.id + "@" + entry.epoch;
}

bool Core::Send(Entry entry, const Waiter& waiter) {
  const auto ref = std::make_shared<const Entry>(std::move(entry));
  const auto name = NameOf(*ref);
  const auto target = targets_.find(ref->target);
  bool left = false;
  {
    const MutexLock lock(mutex_);
    if (const auto found = flights_.find(name); found != flights_.end()) {
      if (!waiter) return false;
      if (found->second.delivered) {
        waiter->Settle(true);
      } else {
        found->second.waiters.push_back(waiter);
      }
      return false;
    }
    left = target == targets_.end() || target->second.next_probe || HeldBack(name) ||
           flights_.size() >= options_.in_flight_limit;
    if (left) {
      measure_wanted_ = true;
    } else {
      auto& flight = flights_[name];
      flight.entry = ref;
      flight.deliveries_before = target->second.deliveries;
      if (waiter) flight.waiters.push_back(waiter);
      ++unreported_;
    }
  }
  if (left) {
    if (target == targets_.end() && unavailability_lines_.Allow()) {
      log::Error("outbox entry for an unknown target",
                 {{"event_id", ref->id}, {"target", ref->target}});
    }
    if (waiter) waiter->Settle(false);
    return false;
  }
  try {
    target->second.sink->Deliver(*ref, [self = shared_from_this(), name](bool delivered) {
      self->OnReport(name, delivered);
    });
  } catch (const std::exception& error) {
    log::Error("outbox sink failed", {{"target", ref->target}, {"why", error.what()}});
    OnReport(name, false);
  }
  return true;
}

void Core::OnReport(const std::string& name, bool delivered) {
  if (delivered) failpoint::Crash("relay.delivered");
  std::vector<Waiter> waiters;
  {
    const MutexLock lock(mutex_);
    const auto found = flights_.find(name);
    if (found == flights_.end() || found->second.delivered) return;
    Flight& flight = found->second;
    waiters.swap(flight.waiters);
    Target& target = targets_.at(flight.entry->target);
    if (delivered) {
      target.relayed.Add();
      target.probes.Reset();
      ++target.deliveries;
      target.suspect.clear();
      if (failing_.erase(name) > 0) target.failing.Add(-1);
      --since_;
      flight.delivered = true;
      done_.push_back(flight.entry);
      if (done_.size() == 1) PlanMark(options_.mark_delay);
      if (done_.size() == kMarkBatch) PlanMark(milliseconds(0));
    } else {
      NoteFailure(flight);
      flights_.erase(found);
      woken_ = true;
    }
    if (--unreported_ == 0) all_reported_.notify_all();
    if (woken_) wake_.notify_all();
  }
  for (const auto& waiter : waiters) waiter->Settle(delivered);
}

void Core::PlanMark(milliseconds delay) {
  mark_at_ = std::max(steady_clock::now() + delay, mark_not_before_);
  woken_ = true;
}

void Core::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
}

bool Core::Closed() const {
  const MutexLock lock(mutex_);
  return closed_;
}

void Core::Expect(std::size_t entries) {
  const MutexLock lock(mutex_);
  since_ += static_cast<std::int64_t>(entries);
}

std::size_t Core::Waiting() const {
  const MutexLock lock(mutex_);
  const auto waiting = static_cast<std::int64_t>(measured_) + since_;
  return waiting < 0 ? 0 : static_cast<std::size_t>(waiting);
}

void Core::WantMeasure() {
  const MutexLock lock(mutex_);
  measure_wanted_ = true;
}

std::size_t Core::SetAside() const {
  const MutexLock lock(mutex_);
  return set_aside_;
}

std::size_t Core::InFlight() const {
  const MutexLock lock(mutex_);
  return unreported_;
}

void Core::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    WaitForWork(stop);
    while (MarkBatch()) {
    }
    ProbeDown();
    if (steady_clock::now() >= next_sweep_) Sweep();
    if (steady_clock::now() >= next_measure_) Measure();
  }
}

void Core::LastPass(Deadline deadline) {
  if (!deadline.Expired()) Sweep();
  {
    MutexLock lock(mutex_);
    all_reported_.wait_until(lock.native(), deadline.when(), [this] {
      mutex_.AssertHeld();
      return unreported_ == 0;
    });
    mark_at_ = {};
  }
  while (MarkBatch()) {
  }
}

void Core::WaitForWork(const std::stop_token& stop) {
  MutexLock lock(mutex_);
  while (!stop.stop_requested()) {
    woken_ = false;
    const Time next = NextEvent();
    if (next <= steady_clock::now()) return;
    wake_.wait_until(lock, stop, next, [this] {
      mutex_.AssertHeld();
      return woken_;
    });
  }
}

Core::Time Core::NextEvent() const {
  Time next = std::min(next_measure_, next_sweep_);
  if (!done_.empty()) next = std::min(next, mark_at_);
  for (const auto& [name, target] : targets_) {
    if (target.next_probe) next = std::min(next, *target.next_probe);
  }
  return next;
}

bool Core::AnyTargetUp() const {
  return std::any_of(targets_.begin(), targets_.end(),
                     [](const auto& entry) { return !entry.second.next_probe; });
}

std::vector<std::string> Core::TargetsDown() const {
  std::vector<std::string> down;
  for (const auto& [name, target] : targets_) {
    if (target.next_probe) down.push_back(name);
  }
  return down;
}

bool Core::MarkBatch() {
  std::vector<Entry> batch;
  {
    const MutexLock lock(mutex_);
    if (done_.empty() || mark_at_ > steady_clock::now()) return false;
    const std::size_t count = std::min(done_.size(), kMarkMost);
    for (std::size_t i = 0; i < count; ++i) batch.push_back(*done_[i]);
  }
  const bool marked = Ask("mark done", [&] { source_.MarkDone(batch); });
  const MutexLock lock(mutex_);
  if (!marked) {
    mark_not_before_ = mark_at_ = steady_clock::now() + mark_backoff_.Next();
    return false;
  }
  mark_backoff_.Reset();
  mark_not_before_ = {};
  // Only this thread takes from the front; reports have only appended meanwhile.
  done_.erase(done_.begin(), done_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
  for (const auto& entry : batch) flights_.erase(NameOf(entry));
  return true;
}

void Core::ProbeDown() {
  for (auto& [name, target] : targets_) {
    {
      const MutexLock lock(mutex_);
      if (!target.next_probe || *target.next_probe > steady_clock::now()) continue;
    }
    bool up = false;
    try {
      up = target.sink->Probe(Deadline::After(kProbeBudget));
    } catch (const std::exception& error) {
      if (unavailability_lines_.Allow()) {
        log::Error("outbox probe failed", {{"target", name}, {"why", error.what()}});
      }
    }
    const auto now = steady_clock::now();
    const MutexLock lock(mutex_);
    if (up) {
      target.next_probe.reset();
      target.up.Set(1);
      next_sweep_ = {};
      // Some may have failed in the outage's first moments, before it showed.
      for (auto& [id, entry] : failing_) {
        if (entry.target == name) entry.not_before = std::min(entry.not_before, now);
      }
    } else {
      target.next_probe = now + target.probes.Next();
    }
  }
}

void Core::Sweep() {
  const auto now = steady_clock::now();
  next_sweep_ = now + options_.sweep_period;
  std::size_t room = 0;
  std::vector<std::string> down;
  {
    const MutexLock lock(mutex_);
    ForgetOldFailures();
    if (!AnyTargetUp()) return;  // a claim would only keep the entries from others
    down = TargetsDown();
    room = options_.in_flight_limit - std::min(options_.in_flight_limit, flights_.size());
  }
  if (room == 0) {
    next_sweep_ = now + options_.full_period;
    return;
  }
  const std::size_t limit = std::min(options_.sweep_limit, room);
  std::vector<Entry> claimed;
  Ask("claim", [&] {
    claimed = down.empty() ? source_.ClaimAbandoned(limit) : source_.ClaimExcept(down, limit);
  });
  const bool more = claimed.size() >= limit;
  bool sent = false;
  for (auto& entry : claimed) sent = Send(std::move(entry), nullptr) || sent;
  if (more && sent) next_sweep_ = now;
  if (!down.empty() && claimed.empty()) {
    next_sweep_ = now + options_.sweep_period * options_.away_slowdown;
  }
}

void Core::Measure() {
  const auto now = steady_clock::now();
  next_measure_ = now + options_.measure_period;
  std::int64_t before = 0;
  {
    const MutexLock lock(mutex_);
    const bool needed = measure_wanted_ || measured_ > 0 || set_aside_ > 0 || since_ != 0;
    if (!needed && now < idle_measure_) return;
    measure_wanted_ = false;
    before = since_;
  }
  idle_measure_ = now + options_.idle_measure_period;
  const bool measured = Ask("measure", [&] {
    const Source::Backlog backlog = source_.Measure();
    {
      const MutexLock lock(mutex_);
      measured_ = backlog.entries;
      set_aside_ = backlog.set_aside;
      since_ -= before;  // what came meanwhile may be counted twice until the next measure
    }
    backlog_entries_.Set(static_cast<double>(backlog.entries));
    backlog_oldest_.Set(std::chrono::duration<double>(backlog.oldest).count());
    set_aside_gauge_.Set(static_cast<double>(backlog.set_aside));
  });
  if (!measured) WantMeasure();
}

template <typename Call>
bool Core::Ask(const char* what, const Call& call) {
  try {
    call();
    return true;
  } catch (const std::exception& error) {
    if (unavailability_lines_.Allow())
      log::Warn("outbox store", {{"call", what}, {"why", error.what()}});
    return false;
  }
}

}  // namespace erp::outbox
