// Use case: somebody's balance is changed by hand.
#pragma once

#include "common/clock.h"
#include "employee/app/leave/by_hand.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class AdjustBalance {
 public:
  // Both must outlive the use case.
  AdjustBalance(LeaveLedger& ledger, const Clock& clock) : ledger_(ledger), clock_(clock) {}

  // Refuses amounts of 0 and beyond ±366 days with "invalid-body".
  Result<Posting> Run(EmployeeId employee, const ByHand& change);

 private:
  LeaveLedger& ledger_;
  const Clock& clock_;
};

}  // namespace erp::employee
