// Keeps what is stored here equal to what approval-request shows: rebuilds after the store was
// wiped, restarted or failed over, and compares from time to time.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "approval-processing/app/ports.h"
#include "approval-processing/app/reconciliation.h"
#include "common/thread_annotations.h"
#include "observe/health.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

struct ReconcilerOptions {
  std::chrono::milliseconds period{30000};     // between reconciliations, of all replicas together
  std::chrono::milliseconds least_age{10000};  // of what is compared
};

// What it works with; all of it must outlive it.
struct ReconcilerPorts {
  Epoch& epoch;
  LiveTasks& here;
  OpenStepRegister& there;
  EpochRegister& epochs;
  AnnouncedEpoch& announced;
};

// Thread-safe after Start(). A thread of its own looks at the epoch every 200 ms; of all
// replicas one rebuilds, by a lease of the store that ends by itself.
class Reconciler {
 public:
  Reconciler(const ReconcilerPorts& ports, ReconcilerOptions options, metrics::Registry& registry);
  // Stops.
  ~Reconciler();
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  void Start();
  // Blocks until the present page of a pass is done.
  void Stop();

  // "first-comparison" is required: until then nothing could be decided here. "comparison" later
  // on is degrading: every replica is in it at once, and answers 503 rebuilding. "differences" and
  // "set-aside" are degrading: an operator must look at them, everything else goes on.
  void Watch(health::Health& health) const;

  // One document that is set aside: it becomes here what it is at approval-request. Blocks for a
  // few round trips; throws Unavailable.
  SourceState Follow(RequestId document) { return reconciliation_.Follow(document); }
  // As Reconciliation::Replace.
  std::optional<SourceState> Replace(RequestId document,
                                     std::int64_t order,
                                     std::int64_t sequence) {
    return reconciliation_.Replace(document, order, sequence);
  }

 private:
  // Why nothing is decided now, or nothing.
  [[nodiscard]] std::optional<std::string> Unavailability() const;
  // What every replica shows of the last look: set aside, stopped, ahead.
  [[nodiscard]] std::optional<std::string> SetAside() const;
  [[nodiscard]] std::optional<std::string> Notice() const;
  // The same as Unavailability until nothing was to be rebuilt for the first time in this process.
  [[nodiscard]] std::optional<std::string> NeverCompared() const;
  void Loop(const std::stop_token& stop);
  void Rebuild(const std::stop_token& stop);
  std::optional<std::int64_t> BeginEpoch(const std::stop_token& stop, const std::string& token);
  bool AwaitResults(const std::stop_token& stop, const std::string& token);
  void AwaitConfirmation(const std::stop_token& stop,
                         const std::string& token,
                         const Repairs& pass);
  void Compare(const std::stop_token& stop);
  void Note(std::string unavailability);
  // What a reconciliation has found that an operator must look at, for every replica's /readyz.
  void Report(const Repairs& pass);

  Epoch& epoch_;
  LiveTasks& here_;
  OpenStepRegister& there_;
  EpochRegister& epochs_;
  AnnouncedEpoch& announced_;
  const ReconcilerOptions options_;
  Reconciliation reconciliation_;
  const metrics::Counter rebuilds_;
  const metrics::Gauge rebuilding_;
  const metrics::Gauge aside_;
  const metrics::Gauge stopped_;
  const metrics::Gauge ahead_;
  log::Throttle unavailability_lines_{std::chrono::seconds(2)};
  std::chrono::steady_clock::time_point next_turn_;  // the reconciler's thread only
  mutable Mutex mutex_;
  std::string unavailability_ ERP_GUARDED_BY(mutex_) = "not compared yet";  // empty: none
  Epoch::Look look_ ERP_GUARDED_BY(mutex_);
  std::atomic<bool> compared_once_{false};
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::approval_processing
