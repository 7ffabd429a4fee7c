// Use case: somebody's balance is changed by hand.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/leave/by_hand.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class AdjustBalance {
 public:
  // The ledger must outlive the use case.
  AdjustBalance(LeaveLedger& ledger, CompanyClock clock)
      : ledger_(ledger), clock_(std::move(clock)) {}

  // Refuses amounts of 0 and beyond ±366 days with "invalid-body".
  Result<Posting> Run(EmployeeId employee, const ByHand& change);

 private:
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
