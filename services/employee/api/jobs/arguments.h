// The command line of --run-job, and what it prints. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/jobs/run_job.h"
#include "employee/domain/jobs/job_run.h"

namespace erp::employee {

struct JobArguments {
  std::string job;
  std::optional<Date> on;
  bool dry_run = false;
  bool again = false;
};

// NAME [--on DATE] [--dry-run] [--again]. Throws std::invalid_argument with one sentence.
JobArguments ReadJobArguments(const std::vector<std::string>& arguments);

// Runs it for that date, or for `today`, and says what was done. Throws std::invalid_argument for
// what RunJob refuses.
std::string RunJobAsAsked(RunJob& run_job, const JobArguments& wanted, Date today);

// Lines for a terminal: what was changed, the first of them by name.
std::string PrintJobRunForPeople(const JobRun& run, bool dry_run);

}  // namespace erp::employee
