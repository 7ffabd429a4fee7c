#include "employee/app/organisation/apply_due_changes.h"

#include <algorithm>

namespace erp::employee {

DueChanges ApplyDueChanges::Run(const std::stop_token& stop, Date on, const Settled& settled) {
  constexpr int kAtOnce = 200;
  DueChanges done;
  const Moment now = clock_.Now();
  for (;;) {
    const auto due = history_.Due(std::min(on, now.on), kAtOnce);
    for (const auto& plan : due) {
      if (stop.stop_requested()) return done;
      const auto state = history_.Apply(plan, now);
      settled(plan, state);
      if (state == PlanState::kApplied) ++done.applied;
      if (state == PlanState::kRefused) ++done.refused;
    }
    if (due.size() < kAtOnce) return done;
  }
}

}  // namespace erp::employee
