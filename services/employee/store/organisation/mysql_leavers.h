// LeaverRegister on MariaDB/MySQL: the rows of table employees with active = 0.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "employee/app/organisation/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlLeavers final : public LeaverRegister {
 public:
  explicit MysqlLeavers(mysql::Pool& pool) : pool_(pool) {}

  std::optional<State> Find(EmployeeId id) override;
  Result<void> Leave(EmployeeId id,
                     std::optional<std::int64_t> expected,
                     std::optional<EmployeeId> reassign_to,
                     Instant at) override;
  std::vector<Leaver> List(const LeaverPlace& after, int limit) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
