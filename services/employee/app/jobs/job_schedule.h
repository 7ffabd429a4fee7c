// Runs every job once on every date of the company, soon after midnight, and after a start what
// this date still lacks. Several replicas run each job once.
#pragma once

#include <chrono>
#include <thread>

#include "employee/app/company_clock.h"
#include "employee/app/jobs/run_job.h"

namespace erp::employee {

class JobSchedule {
 public:
  // `run_job` must outlive it. One that is not on runs nothing.
  JobSchedule(RunJob& run_job,
              CompanyClock clock,
              bool on = true,
              std::chrono::milliseconds period = std::chrono::seconds(30))
      : run_job_(run_job), clock_(std::move(clock)), on_(on), period_(period) {}

  void Start();
  // Blocks until the change that a job makes now is made.
  void Stop();

 private:
  void Look(const std::stop_token& stop);

  RunJob& run_job_;
  const CompanyClock clock_;
  const bool on_;
  const std::chrono::milliseconds period_;
  std::jthread thread_;  // last: ends first
};

}  // namespace erp::employee
