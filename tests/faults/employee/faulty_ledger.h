// The leave ledger, wrong on purpose.
//   ledger.absolute-balance  writes totals back that it read before the operation, plus what the
//                            operation changes: what others write in between is lost
//   ledger.skip-dedup        gives every operation an id of its own: a repeat is a new operation
//   ledger.cancel-all        gives back what was taken too when the dates to come are canceled
#pragma once

#include <optional>
#include <vector>

#include "employee/app/leave/ports.h"
#include "employee/config.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. The ledger must outlive it.
class FaultyLedger final : public LeaveLedger {
 public:
  FaultyLedger(const Config& config, LeaveLedger& ledger);

  std::optional<Totals> Balance(EmployeeId employee, Date on) override {
    return ledger_.Balance(employee, on);
  }
  std::vector<std::pair<EmployeeId, Lot>> Lapsed(Date on,
                                                 const LapsedPlace& after,
                                                 int limit) override {
    return ledger_.Lapsed(on, after, limit);
  }
  std::vector<Entry> Entries(EmployeeId employee) override { return ledger_.Entries(employee); }
  std::map<EmployeeId, std::vector<Entry>> EntriesUpTo(
      Date on, const std::vector<EmployeeId>& people) override {
    return ledger_.EntriesUpTo(on, people);
  }
  std::map<EmployeeId, std::vector<Taking>> Taken(Date from,
                                                  Date to,
                                                  const std::vector<EmployeeId>& people) override {
    return ledger_.Taken(from, to, people);
  }
  Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) override;

 private:
  Result<Posting> LoseUpdates(EmployeeId employee, const std::vector<Operation>& operations);

  metrics::Registry registry_;
  mysql::Pool pool_;
  LeaveLedger& ledger_;
};

}  // namespace erp::employee
