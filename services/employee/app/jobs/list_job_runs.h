// Use case: what the jobs did is looked up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/jobs/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the runs, which must outlive it.
class ListJobRuns {
 public:
  explicit ListJobRuns(JobRuns& runs) : runs_(runs) {}

  // The last ones, newest first.
  std::vector<JobRun> Run(const std::optional<std::string>& job, int limit) {
    return runs_.List(job, limit);
  }

 private:
  JobRuns& runs_;
};

}  // namespace erp::employee
