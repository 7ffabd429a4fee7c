// AbsenceRegister on MariaDB/MySQL: tables absences and idempotency. Both kinds of change lock the
// row of the person in employees before anything else; no other lock is taken.
#pragma once

#include <vector>

#include "employee/app/leave/absence_ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlAbsences final : public AbsenceRegister {
 public:
  explicit MysqlAbsences(mysql::Pool& pool) : pool_(pool) {}

  std::vector<Absence> Of(EmployeeId employee) override;
  Result<Made<Absence>> Add(const Absence& absence, const std::optional<RequestKey>& key) override;
  Result<void> Remove(EmployeeId employee,
                      AbsenceId id,
                      std::optional<EmployeeId> actor,
                      Instant at) override;

 private:
  mysql::Pool& pool_;
};

}  // namespace erp::employee
