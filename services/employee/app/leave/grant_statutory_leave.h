// Job "statutory-grants": the annual leave that the law owes (근로기준법 60조), granted on the day
// on which it arises (domain/leave/statutory_leave.h), and corrected when what it follows from is
// (domain/leave/statutory_entries.h).
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/due_grants.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it.
class GrantStatutoryLeave final : public Job {
 public:
  GrantStatutoryLeave(EmployeeRepository& people,
                      LeaveLedger& ledger,
                      NotifyingLedger& notifying,
                      CompanyClock clock,
                      DueGrants due)
      : people_(people),
        ledger_(ledger),
        notifying_(notifying),
        clock_(std::move(clock)),
        due_(std::move(due)) {}

  [[nodiscard]] std::string name() const override { return "statutory-grants"; }
  // For everybody active whose day of hire is known: the grants up to that date that the ledger
  // does not have and that have not lapsed, and ADJUST lines for what the ledger has otherwise than
  // it is due, of which the person is notified.
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override;

 private:
  void GrantTo(const Employee& employee, Date on, bool dry_run, JobReport& report);
  void Correct(EmployeeId employee,
               const std::vector<Operation>& corrections,
               bool dry_run,
               JobReport& report);

  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  NotifyingLedger& notifying_;
  const CompanyClock clock_;
  const DueGrants due_;
};

}  // namespace erp::employee
