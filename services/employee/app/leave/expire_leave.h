// Job "leave-expiry": what is left of a lot after its last day is ended by an EXPIRE entry, and by
// policy a part of it is carried over with a validity of its own. The balance does not depend on
// when the job runs: what is not valid on a date is not counted on it.
#pragma once

#include "employee/app/company_clock.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/ports.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/domain/leave/due_entries.h"

namespace erp::employee {

// Thread-safe; blocks on ledger and notices, which must outlive it.
class ExpireLeave final : public Job {
 public:
  ExpireLeave(LeaveLedger& ledger,
              PromotionRegister& notices,
              CompanyClock clock,
              CarryPolicy carry)
      : ledger_(ledger), notices_(notices), clock_(std::move(clock)), carry_(carry) {}

  [[nodiscard]] std::string name() const override { return "leave-expiry"; }
  // Ids "expire:{employee}:{lot}:{date}": what comes back to a lot later, by a cancellation,
  // expires in the run of the next date.
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override;

 private:
  [[nodiscard]] std::vector<Operation> OperationsOf(EmployeeId employee, const Lot& lot, Date on);

  LeaveLedger& ledger_;
  PromotionRegister& notices_;
  const CompanyClock clock_;
  const CarryPolicy carry_;
};

}  // namespace erp::employee
