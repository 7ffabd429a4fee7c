// Use case: leave is taken by hand.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/leave/by_hand.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class DeductLeave {
 public:
  // The ledger must outlive the use case.
  DeductLeave(LeaveLedger& ledger, CompanyClock clock)
      : ledger_(ledger), clock_(std::move(clock)) {}

  // RESERVE and CONSUME of a source of its own, together, so that the balance is checked where
  // documents check it. Refuses amounts that are not above 0 or beyond 366 days with
  // "invalid-body".
  Result<Posting> Run(EmployeeId employee, const ByHand& change);

 private:
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
