// LeaverRegister on MariaDB/MySQL: the rows of table employees with active = 0. Each leaving is
// published in its transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "employee/app/organisation/ports.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe.
class MysqlLeavers final : public LeaverRegister {
 public:
  // Both must outlive it.
  MysqlLeavers(mysql::Pool& pool, PublishingTransactions& transactions)
      : pool_(pool), transactions_(transactions) {}

  std::optional<State> Find(EmployeeId id) override;
  Result<void> Leave(EmployeeId id,
                     std::optional<std::int64_t> expected,
                     std::optional<EmployeeId> reassign_to,
                     Moment now) override;
  std::vector<Leaver> List(const LeaverPlace& after, int limit) override;

 private:
  mysql::Pool& pool_;
  PublishingTransactions& transactions_;
};

}  // namespace erp::employee
