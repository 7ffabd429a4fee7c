// Job "leave-recount": approved leave is counted again by the calendars of now, and what differs is
// entered as ADJUST lines (domain/leave/recount.h). The person is notified with them.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/recount.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it.
class RecountLeave final : public Job {
 public:
  RecountLeave(EmployeeRepository& people,
               LeaveLedger& ledger,
               NotifyingLedger& notifying,
               Calendars& calendars,
               CompanyClock clock)
      : people_(people),
        ledger_(ledger),
        notifying_(notifying),
        calendars_(calendars),
        clock_(std::move(clock)) {}

  [[nodiscard]] std::string name() const override { return "leave-recount"; }
  // Active people. What there is not enough leave for is a failure.
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override;

 private:
  void RunFor(EmployeeId employee, bool dry_run, JobReport& report);
  bool Post(EmployeeId employee, const Recount& recount);

  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  NotifyingLedger& notifying_;
  Calendars& calendars_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
