// Use case: another service changes somebody's leave, by an operation whose id it chose.
#pragma once

#include "common/clock.h"
#include "employee/app/leave/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class ApplyOperation {
 public:
  // Both must outlive the use case.
  ApplyOperation(LeaveLedger& ledger, const Clock& clock) : ledger_(ledger), clock_(clock) {}

  // `at` is filled in here.
  Result<Posting> Run(EmployeeId employee, Operation operation);

 private:
  LeaveLedger& ledger_;
  const Clock& clock_;
};

}  // namespace erp::employee
