// Use case: somebody's leave is looked up.
#pragma once

#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger, which must outlive it.
class ReadBalance {
 public:
  ReadBalance(LeaveLedger& ledger, CompanyClock clock)
      : ledger_(ledger), clock_(std::move(clock)) {}

  // What is valid today.
  Result<Totals> Run(EmployeeId employee);

 private:
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
