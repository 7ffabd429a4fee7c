// Renews the run of a job for as long as the job works, and stops the job when another replica may
// have taken the run.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "common/clock.h"
#include "employee/app/jobs/ports.h"

namespace erp::employee {

// Renews on a thread of its own, three times within a lease. One user at a time.
class RunLease {
 public:
  // `run` has been taken under the token just now; all must outlive it. A stop of `outer` is one of
  // the job.
  RunLease(JobRuns& runs,
           const Clock& clock,
           std::string token,
           const JobRun& run,
           std::chrono::milliseconds lease,
           const std::stop_token& outer);
  // Blocks until a renewal that goes on is over.
  ~RunLease() { End(); }
  RunLease(const RunLease&) = delete;
  RunLease& operator=(const RunLease&) = delete;

  // Stops the job when the run was lost.
  [[nodiscard]] std::stop_token stop() const { return stop_.get_token(); }
  // No renewal follows. True when the run was lost: another one has it, or nothing could be renewed
  // for a whole lease.
  bool End();

 private:
  void Renew(const std::stop_token& ended);
  [[nodiscard]] bool IsHeld();

  JobRuns& runs_;
  const Clock& clock_;
  const std::string token_;
  const std::string job_;
  const Date on_;
  const std::chrono::milliseconds lease_;
  std::chrono::steady_clock::time_point renewed_ = std::chrono::steady_clock::now();
  std::atomic<bool> lost_{false};
  std::stop_source stop_;
  const std::stop_callback<std::function<void()>> passed_on_;
  std::jthread thread_;  // last: ends first
};

}  // namespace erp::employee
