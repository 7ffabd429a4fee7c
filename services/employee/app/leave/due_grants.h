// The annual leave that the law owes somebody (근로기준법 60조), from the day of hire, the policy
// and what is recorded of absences: one reckoning behind the job, forecasts and notices.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "employee/app/leave/absence_ports.h"
#include "employee/app/leave/ports.h"
#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it and its copies.
class DueGrants {
 public:
  // Without a policy nothing is due: the company's leave is what people enter.
  DueGrants(AbsenceRegister& absences, Calendars& calendars, std::optional<StatutoryPolicy> policy)
      : absences_(absences), calendars_(calendars), policy_(std::move(policy)) {}

  [[nodiscard]] bool any() const { return policy_.has_value(); }

  // StatutoryGrants up to that date; none for whom no day of hire is known. Days are due by the
  // person's calendar of now.
  [[nodiscard]] std::vector<StatutoryGrant> Of(const Employee& employee, Date until) const;

 private:
  std::reference_wrapper<AbsenceRegister> absences_;
  std::reference_wrapper<Calendars> calendars_;
  std::optional<StatutoryPolicy> policy_;
};

}  // namespace erp::employee
