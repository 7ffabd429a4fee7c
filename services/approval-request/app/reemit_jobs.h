// Sending notifications again as a job: an operator starts it, asks how far it is, and may leave.
// One at a time, of all replicas together.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "approval-request/app/reemit_notifications.h"
#include "common/clock.h"
#include "common/result.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

struct ReEmitJob {
  // kInterrupted: the process that had it stopped or died; what it had sent is sent. A new job
  // over the same time begins anew, which receivers do not mind.
  enum class State { kRunning, kDone, kFailed, kInterrupted };

  std::string id;
  State state = State::kRunning;
  Instant from{};
  Instant to{};
  Instant started{};
  Instant changed{};  // of what stands here
  ReEmitNotifications::Counts counts = {};
  // Documents whose last change is before this have been looked at.
  std::optional<Instant> changed_until = std::nullopt;
  std::string unavailability = {};  // of a job that failed
};

// Port: where jobs stand, for all replicas. Thread-safe; throws Unavailable.
class ReEmitJobStore {
 public:
  // A running job that was not noted for so long is interrupted.
  static constexpr std::chrono::seconds kLease{60};

  virtual ~ReEmitJobStore() = default;
  // Nothing when it stands now as the one that runs; otherwise the one that does.
  virtual std::optional<ReEmitJob> Begin(const ReEmitJob& job) = 0;
  // How it is now; false when it is no longer the one that runs.
  virtual bool Note(const ReEmitJob& job) = 0;
  virtual std::optional<ReEmitJob> Find(const std::string& id) = 0;
};

// Thread-safe. A job runs on a thread of its own.
class ReEmitJobs {
 public:
  ReEmitJobs(ReEmitNotifications& reemit, ReEmitJobStore& store, const Clock& clock)
      : reemit_(reemit), store_(store), clock_(clock) {}
  // Stops.
  ~ReEmitJobs() { Stop(); }
  ReEmitJobs(const ReEmitJobs&) = delete;
  ReEmitJobs& operator=(const ReEmitJobs&) = delete;

  // kConflict "job-running" names the running one in `jobId`. Blocks on the store alone.
  Result<ReEmitJob> Start(Instant from, Instant to);
  // kNotFound "job-not-found".
  Result<ReEmitJob> Find(const std::string& id);
  // Ends the running job as interrupted, after the page it is in; no other begins.
  void Stop();

 private:
  void Run(ReEmitJob job);
  void Note(const ReEmitJob& job);

  ReEmitNotifications& reemit_;
  ReEmitJobStore& store_;
  const Clock& clock_;
  Mutex mutex_;
  std::atomic<bool> stopped_ = false;
  std::string current_ ERP_GUARDED_BY(mutex_);  // the job of this process, or ""
  std::jthread thread_ ERP_GUARDED_BY(mutex_);  // last: joined first
};

}  // namespace erp::approval_request
