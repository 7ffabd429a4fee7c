// Job "attendance-close": days on which nobody checked out are closed (close_forgotten.h).
#pragma once

#include "employee/app/attendance/close_forgotten.h"
#include "employee/app/jobs/ports.h"

namespace erp::employee {

// Thread-safe; the use case must outlive it.
class CloseForgottenJob final : public Job {
 public:
  explicit CloseForgottenJob(CloseForgotten& close_forgotten) : close_forgotten_(close_forgotten) {}

  [[nodiscard]] std::string name() const override { return "attendance-close"; }
  JobReport Run(const std::stop_token& /*stop*/, Date on, bool dry_run) override {
    JobReport report;
    const auto closed = close_forgotten_.Run(on, dry_run);
    if (closed > 0) report.Add("CLOSE " + std::to_string(closed));
    report.changes = closed;
    return report;
  }

 private:
  CloseForgotten& close_forgotten_;
};

}  // namespace erp::employee
