#include "employee/app/leave/read_balance.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Totals> ReadBalance::Run(EmployeeId employee) {
  const auto balance = ledger_.Balance(employee, clock_.Today());
  if (!balance) return EmployeeNotFound();
  return *balance;
}

}  // namespace erp::employee
