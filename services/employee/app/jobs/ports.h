// What the jobs of this service are, and where their runs are kept.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "employee/domain/jobs/job_run.h"

namespace erp::employee {

// Something that is done once for each date. Every change that it makes has a key of its own, so
// that what several replicas or repeated runs do at once happens once. Thread-safe.
class Job {
 public:
  virtual ~Job() = default;

  // "leave-expiry": in the table of runs, on the command line and in the API.
  [[nodiscard]] virtual std::string name() const = 0;

  // Does what is due on that date and was not done yet; with `dry_run` only says it. A stop ends it
  // between two changes. Throws Unavailable when the database is away.
  virtual JobReport Run(const std::stop_token& stop, Date on, bool dry_run) = 0;
};

// A run that has not been renewed for so long is taken to be its replica's last.
inline constexpr std::chrono::hours kRunLease{1};

// The table of runs. Thread-safe; throws Unavailable when the database is away.
class JobRuns {
 public:
  virtual ~JobRuns() = default;

  // Takes the run of a job for a date, for whom a token names: false when it is done, or another
  // one has taken it and has neither ended nor let its lease pass. One that failed, or whose
  // replica has died, is taken again. `again` takes one that is done, too.
  virtual bool Take(
      const std::string& token, const std::string& job, Date on, Instant now, bool again) = 0;
  // The lease begins anew: false when another one has taken the run since, or it has ended.
  virtual bool Renew(const std::string& token, const std::string& job, Date on, Instant now) = 0;
  // Nothing when another one has taken it since.
  virtual void Finish(const std::string& token, const JobRun& run) = 0;
  // The last ones, newest first.
  virtual std::vector<JobRun> List(const std::optional<std::string>& job, int limit) = 0;
};

}  // namespace erp::employee
