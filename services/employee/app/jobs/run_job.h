// Use case: a job is run for a date.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/jobs/ports.h"

namespace erp::employee {

using Jobs = std::vector<std::reference_wrapper<Job>>;

// Thread-safe; blocks for as long as the job runs.
class RunJob {
 public:
  // All must outlive the use case. `lease`: that of the runs.
  RunJob(Jobs jobs, JobRuns& runs, const Clock& clock, std::chrono::milliseconds lease = kRunLease)
      : jobs_(std::move(jobs)), runs_(runs), clock_(clock), lease_(lease) {}

  // Each by its name, in the order in which they run on one date: what expires does so before it is
  // carried over and before new leave is granted.
  [[nodiscard]] std::vector<std::string> names() const;

  // Runs it once for the date; a dry run is kept nowhere. Refuses an unknown job (404
  // "job-not-found") and, unless `again`, one that is done for the date or that another replica
  // runs (409 "job-running"). A job that throws is kept as failed and thrown on. The run is renewed
  // while the job works; when that fails for a whole lease, or another replica has the run, the
  // job is stopped and this throws.
  Result<JobRun> Run(
      const std::stop_token& stop, const std::string& name, Date on, bool dry_run, bool again);

 private:
  const Jobs jobs_;
  JobRuns& runs_;
  const Clock& clock_;
  const std::chrono::milliseconds lease_;
};

}  // namespace erp::employee
