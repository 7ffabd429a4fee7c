// JobRuns on MariaDB/MySQL: table job_runs. Its primary key decides who runs a job for a date.
#pragma once

#include <chrono>

#include "employee/app/jobs/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlJobRuns final : public JobRuns {
 public:
  // Every replica must have the same lease.
  explicit MysqlJobRuns(mysql::Pool& pool, std::chrono::milliseconds lease = kRunLease)
      : pool_(pool), lease_(lease) {}

  bool Take(
      const std::string& token, const std::string& job, Date on, Instant now, bool again) override;
  bool Renew(const std::string& token, const std::string& job, Date on, Instant now) override;
  void Finish(const std::string& token, const JobRun& run) override;
  std::vector<JobRun> List(const std::optional<std::string>& job, int limit) override;

 private:
  mysql::Pool& pool_;
  const std::chrono::milliseconds lease_;
};

}  // namespace erp::employee
