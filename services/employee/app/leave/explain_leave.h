// Use case: where somebody's balance of a date comes from, line by line.
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {

struct LeaveExplanation {
  Date on;
  Totals totals;  // valid on that date: what GET leave-balance says on it
  std::vector<Lot> lots;
  std::vector<Taking> takings;
  // Up to that date, or for a date to come all that are known today.
  std::vector<Entry> entries;
};

// Thread-safe; blocks on the ledger, which must outlive it.
class ExplainLeave {
 public:
  ExplainLeave(LeaveLedger& ledger, CompanyClock clock)
      : ledger_(ledger), clock_(std::move(clock)) {}

  // Without a date: today. Of a past date what was known on it, with what was entered later left
  // out. Refuses an unknown employee.
  Result<LeaveExplanation> Run(EmployeeId employee, std::optional<Date> on);

 private:
  LeaveLedger& ledger_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
