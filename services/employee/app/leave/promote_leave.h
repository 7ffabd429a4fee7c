// Job "leave-promotion": the notices of 연차사용촉진 (근로기준법 61조) that are due, each once.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/due_grants.h"
#include "employee/app/leave/ports.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on its ports, which must outlive it.
class PromoteLeave final : public Job {
 public:
  // Without a policy it gives no notice.
  PromoteLeave(EmployeeRepository& people,
               LeaveLedger& ledger,
               Calendars& calendars,
               PromotionRegister& notices,
               CompanyClock clock,
               DueGrants due)
      : people_(people),
        ledger_(ledger),
        calendars_(calendars),
        notices_(notices),
        clock_(std::move(clock)),
        due_(std::move(due)) {}

  [[nodiscard]] std::string name() const override { return "leave-promotion"; }
  // For everybody active whose day of hire is known. Missed windows are reported once.
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override;

 private:
  void Notify(const Employee& employee, Date on, bool dry_run, JobReport& report);

  EmployeeRepository& people_;
  LeaveLedger& ledger_;
  Calendars& calendars_;
  PromotionRegister& notices_;
  const CompanyClock clock_;
  const DueGrants due_;
};

}  // namespace erp::employee
