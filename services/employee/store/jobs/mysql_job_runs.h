// JobRuns on MariaDB/MySQL: table job_runs. Its primary key decides who runs a job for a date.
#pragma once

#include <chrono>

#include "employee/app/jobs/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// A run that has not ended for so long is taken to be its replica's last.
inline constexpr std::chrono::hours kRunLease{1};

// Thread-safe. The pool must outlive it.
class MysqlJobRuns final : public JobRuns {
 public:
  explicit MysqlJobRuns(mysql::Pool& pool) : pool_(pool) {}

  bool Take(
      const std::string& token, const std::string& job, Date on, Instant now, bool again) override;
  void Finish(const std::string& token, const JobRun& run) override;
  std::vector<JobRun> List(const std::optional<std::string>& job, int limit) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
