// Job "statutory-grants": the annual leave that the law owes (근로기준법 60조), granted on the day
// on which it arises (domain/leave/statutory_leave.h).
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/due_grants.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on people and ledger, which must outlive it.
class GrantStatutoryLeave final : public Job {
 public:
  GrantStatutoryLeave(EmployeeRepository& people,
                      LeaveLedger& ledger,
                      CompanyClock clock,
                      DueGrants due)
      : people_(people), ledger_(ledger), clock_(std::move(clock)), due_(std::move(due)) {}

  [[nodiscard]] std::string name() const override { return "statutory-grants"; }
  // For everybody active whose day of hire is known: the grants up to that date that the ledger
  // does not have and that have not lapsed. Ids "statutory:{employee}:{key of the grant}".
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override;

 private:
  void GrantTo(const Employee& employee, Date on, bool dry_run, JobReport& report);

  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  const CompanyClock clock_;
  const DueGrants due_;
};

}  // namespace erp::employee
