#include "employee/app/jobs/run_job.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "common/id.h"
#include "employee/app/jobs/run_lease.h"

namespace erp::employee {
namespace {

RunState StateAfter(const JobReport& report, const std::stop_token& stop) {
  return report.failures == 0 && !stop.stop_requested() ? RunState::kDone : RunState::kFailed;
}

}  // namespace

std::vector<std::string> RunJob::names() const {
  std::vector<std::string> names;
  for (const Job& job : jobs_) names.push_back(job.name());
  return names;
}

Result<JobRun> RunJob::Run(
    const std::stop_token& stop, const std::string& name, Date on, bool dry_run, bool again) {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return job.name() == name; });
  if (found == jobs_.end()) {
    return Error{ErrorCode::kNotFound, "job-not-found", "There is no such job."};
  }
  Job& job = *found;
  JobRun run{name, on, RunState::kRunning, clock_.Now(), std::nullopt, {}};
  const std::string token = NewUuid();
  if (!dry_run && !runs_.Take(token, name, on, run.started_at, again)) {
    return Error{ErrorCode::kConflict, "job-running",
                 "This job has run for this date, or another one runs it now."};
  }
  if (dry_run) {
    run.report = job.Run(stop, on, true);
    run.state = StateAfter(run.report, stop);
    run.finished_at = clock_.Now();
    return run;
  }
  RunLease lease(runs_, clock_, token, run, lease_, stop);
  const auto finish = [&](RunState state) {
    run.state = state;
    run.finished_at = clock_.Now();
    runs_.Finish(token, run);
  };
  try {
    run.report = job.Run(lease.stop(), on, false);
    if (lease.End()) {
      throw std::runtime_error("The run was not renewed in time; another replica may have it.");
    }
  } catch (const std::exception& error) {
    lease.End();
    run.report.lines = {error.what()};
    ++run.report.failures;
    finish(RunState::kFailed);
    throw;
  }
  finish(StateAfter(run.report, stop));
  return run;
}

}  // namespace erp::employee
