// Use cases about leave. Thread-safe; blocks on the ledger.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "employee/app/ports.h"

namespace erp::employee {

class LeaveService {
 public:
  // Both must outlive the service.
  LeaveService(LeaveLedger& ledger, const Clock& clock) : ledger_(ledger), clock_(clock) {}

  Result<LeaveBalance> Balance(EmployeeId employee);

  // Changes the balance by hand. `key` is the client's Idempotency-Key; without one every call
  // is an operation of its own. The entry in the answer may be a refused one. Refuses amounts
  // of 0 and beyond ±366 days with "invalid-body".
  Result<Posting> Adjust(EmployeeId employee,
                         Minutes minutes,
                         const std::optional<std::string>& reason,
                         const std::optional<std::string>& key);

 private:
  LeaveLedger& ledger_;
  const Clock& clock_;
};

}  // namespace erp::employee
