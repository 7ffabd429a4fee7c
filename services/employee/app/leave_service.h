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

  Result<Totals> Balance(EmployeeId employee);

  // The entry in the answer of each of these may be a refused one.

  // Changes the balance by hand. `key` is the client's Idempotency-Key, which is the `actor`'s
  // alone; without one every call is an operation of its own. Refuses amounts of 0 and beyond ±366
  // days with "invalid-body".
  Result<Posting> Adjust(EmployeeId employee,
                         Minutes minutes,
                         const std::optional<std::string>& reason,
                         const std::optional<std::string>& key,
                         std::optional<EmployeeId> actor = std::nullopt);

  // Takes leave by hand: RESERVE and CONSUME of a source of its own, together, so that the
  // balance is checked where documents check it. `key` as above.
  Result<Posting> Deduct(EmployeeId employee,
                         Minutes minutes,
                         const std::optional<std::string>& reason,
                         const std::optional<std::string>& key,
                         std::optional<EmployeeId> actor = std::nullopt);

  // An operation of another service, which chose its id; `at` is filled in here.
  Result<Posting> Apply(EmployeeId employee, Operation operation);

 private:
  Result<Posting> PostByHand(EmployeeId employee, const std::vector<Operation>& operations);

  LeaveLedger& ledger_;
  const Clock& clock_;
};

}  // namespace erp::employee
