// Use case: somebody's leave is looked up.
#pragma once

#include "employee/app/leave/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the ledger, which must outlive it.
class ReadBalance {
 public:
  explicit ReadBalance(LeaveLedger& ledger) : ledger_(ledger) {}

  Result<Totals> Run(EmployeeId employee);

 private:
  LeaveLedger& ledger_;
};

}  // namespace erp::employee
