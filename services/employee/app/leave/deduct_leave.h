// Use case: leave is taken by hand.
#pragma once

#include "common/clock.h"
#include "employee/app/leave/by_hand.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class DeductLeave {
 public:
  // Both must outlive the use case.
  DeductLeave(LeaveLedger& ledger, const Clock& clock) : ledger_(ledger), clock_(clock) {}

  // RESERVE and CONSUME of a source of its own, together, so that the balance is checked where
  // documents check it. Refuses amounts that are not above 0 or beyond 366 days with
  // "invalid-body".
  Result<Posting> Run(EmployeeId employee, const ByHand& change);

 private:
  LeaveLedger& ledger_;
  const Clock& clock_;
};

}  // namespace erp::employee
