// The relay's insides: what is in flight, which targets are down, what is to be marked done.
// Private to this library. Reports of sinks may come after the relay has gone, so this part is
// shared with them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/retry.h"
#include "common/thread_annotations.h"
#include "observe/log.h"
#include "observe/metrics.h"
#include "outbox/ports.h"
#include "outbox/relay.h"

namespace erp::outbox {

struct Delivery::State {
  explicit State(std::size_t entries) : open(entries) {}

  Mutex mutex;
  std::condition_variable settled;
  std::size_t open ERP_GUARDED_BY(mutex);
  bool failed ERP_GUARDED_BY(mutex) = false;

  void Settle(bool delivered);
};

// Thread-safe where it says so; everything else belongs to the relay's thread.
class Core : public std::enable_shared_from_this<Core> {
 public:
  using Waiter = std::shared_ptr<Delivery::State>;
  using Time = std::chrono::steady_clock::time_point;

  Core(Source& source,
       const std::map<std::string, Sink*>& sinks,
       RelayOptions options,
       metrics::Registry& registry);

  // What one delivery is known by.
  static std::string NameOf(const Entry& entry);

  // Thread-safe. Hands the entry to its sink on this thread, or leaves it to the sweep and
  // says so to the waiter. True when it was handed over. `waiter` may be empty.
  bool Send(Entry entry, const Waiter& waiter);
  // Thread-safe: from now on Submit leaves everything to the next start.
  void Close();
  [[nodiscard]] bool Closed() const;
  [[nodiscard]] std::size_t InFlight() const;
  // Thread-safe: so many entries were committed just now. See Relay::Backlog.
  void Expect(std::size_t entries);
  [[nodiscard]] std::size_t Waiting() const;
  // Thread-safe: somebody reads the backlog, so it is measured again soon.
  void WantMeasure();
  // Thread-safe: entries in the store that could not be read, when measured last.
  [[nodiscard]] std::size_t SetAside() const;

  // The body of the relay's thread.
  void Run(const std::stop_token& stop);
  // After Run has ended: what an ending process still can deliver. Without time left it only
  // marks what is delivered.
  void LastPass(Deadline deadline);

 private:
  using EntryRef = std::shared_ptr<const Entry>;

  struct Target {
    Sink* sink;
    metrics::Counter relayed;
    metrics::Counter failed;
    metrics::Gauge up;
    metrics::Gauge failing;          // entries that fail by themselves
    Backoff probes;                  // reset by a delivery; guarded by mutex_
    std::optional<Time> next_probe;  // set: down since a failed report; guarded by mutex_
    std::uint64_t deliveries = 0;    // guarded by mutex_
    std::string suspect =
        {};  // name of the entry whose failure took it down last; guarded by mutex_
  };
  struct Flight {
    EntryRef entry;
    std::vector<Waiter> waiters;
    std::uint64_t deliveries_before = 0;  // of its target, when it was sent
    bool delivered = false;               // and not yet marked done in the store
  };
  // An entry that fails while its target takes others.
  struct Failing {
    std::string target;
    Backoff backoff;
    Time not_before;
  };

  void OnReport(const std::string& name, bool delivered);
  void NoteFailure(const Flight& flight) ERP_REQUIRES(mutex_);
  void HoldBack(const Entry& entry) ERP_REQUIRES(mutex_);
  [[nodiscard]] bool HeldBack(const std::string& name) const ERP_REQUIRES(mutex_);
  void ForgetOldFailures() ERP_REQUIRES(mutex_);
  void PlanMark(std::chrono::milliseconds delay) ERP_REQUIRES(mutex_);
  void WaitForWork(const std::stop_token& stop);
  [[nodiscard]] Time NextEvent() const ERP_REQUIRES(mutex_);
  [[nodiscard]] bool AnyTargetUp() const;
  [[nodiscard]] std::vector<std::string> TargetsDown() const;

  // Marks one batch; false when there is nothing to mark or the store refuses.
  bool MarkBatch();
  void ProbeDown();
  void Sweep();
  void Measure();
  // Calls the store; what it throws is logged and becomes false.
  template <typename Call>
  bool Ask(const char* what, const Call& call);

  Source& source_;
  const RelayOptions options_;
  metrics::Gauge backlog_entries_;
  metrics::Gauge backlog_oldest_;
  metrics::Gauge set_aside_gauge_;
  log::Throttle unavailability_lines_{std::chrono::seconds(1)};

  mutable Mutex mutex_;
  std::condition_variable_any wake_;  // of the relay's thread
  std::condition_variable all_reported_;
  // Its members as noted; the map itself is constant.
  std::map<std::string, Target> targets_;
  std::unordered_map<std::string, Flight> flights_ ERP_GUARDED_BY(mutex_);   // by name
  std::unordered_map<std::string, Failing> failing_ ERP_GUARDED_BY(mutex_);  // by name; bounded
  std::size_t unreported_ ERP_GUARDED_BY(mutex_) = 0;  // flights that are not delivered
  std::vector<EntryRef> done_ ERP_GUARDED_BY(mutex_);
  Time mark_at_ ERP_GUARDED_BY(mutex_){};          // when `done_` is due
  Time mark_not_before_ ERP_GUARDED_BY(mutex_){};  // after the store has refused
  bool woken_ ERP_GUARDED_BY(mutex_) = false;
  bool closed_ ERP_GUARDED_BY(mutex_) = false;
  std::size_t measured_ ERP_GUARDED_BY(mutex_) = 0;    // entries in the store at the last measure
  std::size_t set_aside_ ERP_GUARDED_BY(mutex_) = 0;   // at the last measure
  std::int64_t since_ ERP_GUARDED_BY(mutex_) = 0;      // submitted less delivered since then
  bool measure_wanted_ ERP_GUARDED_BY(mutex_) = true;  // the first one always is

  Backoff mark_backoff_;
  Time next_sweep_{};
  Time next_measure_{};
  Time idle_measure_{};  // then also without being wanted
};

}  // namespace erp::outbox
