// LeaverRegister on MariaDB/MySQL: the rows of table employees with active = 0.
#pragma once

#include <vector>

#include "employee/app/departures.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlLeavers final : public LeaverRegister {
 public:
  explicit MysqlLeavers(mysql::Pool& pool) : pool_(pool) {}

  std::vector<Leaver> List(const LeaverPlace& after, int limit) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
