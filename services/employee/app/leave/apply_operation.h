// Use case: another service changes somebody's leave, by an operation whose id it chose.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger.
class ApplyOperation {
 public:
  // The ledger must outlive the use case.
  ApplyOperation(LeaveLedger& ledger, CompanyClock clock)
      : ledger_(ledger), clock_(std::move(clock)) {}

  // `at` is filled in here.
  Result<Posting> Run(EmployeeId employee, Operation operation);

 private:
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
