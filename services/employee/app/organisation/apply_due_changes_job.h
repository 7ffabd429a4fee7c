// Job "planned-changes": what was planned for the day happens (apply_due_changes.h).
#pragma once

#include <string>

#include "employee/app/jobs/ports.h"
#include "employee/app/organisation/apply_due_changes.h"

namespace erp::employee {

// Thread-safe; the use case must outlive it.
class ApplyDueChangesJob final : public Job {
 public:
  explicit ApplyDueChangesJob(ApplyDueChanges& changes) : changes_(changes) {}

  [[nodiscard]] std::string name() const override { return "planned-changes"; }
  // A plan that is refused is settled too, and not tried again; its line says so.
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override {
    JobReport report;
    const auto note = [&](const PlannedChange& plan, const char* what) {
      std::string line(what);
      line.append(" ").append(std::to_string(plan.id)).append(" of employee ");
      line.append(plan.employee.str());
      report.Add(std::move(line));
    };
    if (dry_run) {
      for (const auto& plan : changes_.Preview(on, 1000)) note(plan, "CHANGE");
      return report;
    }
    changes_.Run(stop, on, [&](const PlannedChange& plan, PlanState state) {
      if (state == PlanState::kApplied) note(plan, "CHANGE");
      if (state == PlanState::kRefused) note(plan, "REFUSED");
    });
    return report;
  }

 private:
  ApplyDueChanges& changes_;
};

}  // namespace erp::employee
