// PlacementHistory on MariaDB/MySQL: tables employee_history and planned_changes, and the person's
// row, which is locked before anything of the person is written.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. Both must outlive it.
class MysqlHistory final : public PlacementHistory {
 public:
  MysqlHistory(mysql::Pool& pool, PublishingTransactions& transactions)
      : pool_(pool), transactions_(transactions) {}

  std::optional<std::vector<HistoryEntry>> Entries(EmployeeId id) override;
  std::vector<PlannedChange> Plans(EmployeeId id) override;
  Result<Recorded> Record(EmployeeId id,
                          const DatedChange& change,
                          Moment now,
                          const std::optional<RequestKey>& key) override;
  Result<PlannedChange> Cancel(EmployeeId id, std::int64_t change, Instant at) override;
  std::vector<PlannedChange> Due(Date on, int limit) override;
  PlanState Apply(const PlannedChange& plan, Moment now) override;

 private:
  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
};

}  // namespace erp::employee
