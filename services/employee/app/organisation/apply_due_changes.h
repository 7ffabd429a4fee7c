// Use case: what was planned for a day happens. A job runs it every day; running it again, or on
// several replicas at once, does nothing twice.
#pragma once

#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/organisation_ports.h"

namespace erp::employee {

struct DueChanges {
  int applied = 0;
  int refused = 0;  // the plan says why; the history does not change
};

// Thread-safe; blocks on the history.
class ApplyDueChanges {
 public:
  // Both must outlive the use case.
  ApplyDueChanges(PlacementHistory& history, CompanyClock clock)
      : history_(history), clock_(std::move(clock)) {}

  // Everything that is planned for `on` or an earlier date, oldest first. A date after today is
  // taken for today: nothing happens before its day.
  DueChanges Run(Date on) {
    return Run({}, on, [](const PlannedChange&, PlanState) {});
  }
  // The same; ends between two changes when it is asked to stop, and says of each what it came to.
  using Settled = std::function<void(const PlannedChange&, PlanState)>;
  DueChanges Run(const std::stop_token& stop, Date on, const Settled& settled);
  // What Run would be asked to settle, at most `limit`.
  std::vector<PlannedChange> Preview(Date on, int limit) { return history_.Due(on, limit); }

 private:
  PlacementHistory& history_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
