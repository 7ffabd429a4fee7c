// What the use cases about leave need from a database. Implementations are thread-safe and throw
// Unavailable when it does not answer.
#pragma once

#include <optional>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "employee/domain/leave/ledger.h"

namespace erp::employee {

struct Posting {
  Entry entry;            // the last one that was decided; it may be a refused one
  Totals totals;          // valid on the day of the operation, as of this answer, also for a replay
  bool replayed = false;  // stored by an earlier request with the same operation ids
};

class LeaveLedger {
 public:
  virtual ~LeaveLedger() = default;

  // The totals of what is valid on that date, as of now.
  virtual std::optional<Totals> Balance(EmployeeId employee, Date on) = 0;

  // Appends the operations, all of one source, decided in their order under the lock of the
  // person's account, in one unit of work; a refused one is appended too and ends the list.
  // Operations whose first id is there already give the stored entries again, or kKeyReused
  // "operation-id-reused" when the stored one asks for something else. Refuses an unknown
  // employee, and stores nothing.
  virtual Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) = 0;
};

}  // namespace erp::employee
