#include "employee/app/leave_service.h"

namespace erp::employee {

Result<LeaveBalance> LeaveService::Balance(EmployeeId employee) {
  const auto balance = ledger_.Balance(employee);
  if (!balance) return EmployeeNotFound();
  return *balance;
}

Result<Posting> LeaveService::Adjust(EmployeeId employee,
                                     Minutes minutes,
                                     const std::optional<std::string>& reason,
                                     const std::optional<std::string>& key) {
  if (const auto mistake = AdjustmentMistake(minutes)) {
    return InvalidBody({{"/adjustment", *mistake}});
  }
  Operation operation;
  operation.id = "adjust:" + employee.str() + ":" + key.value_or(NewUuid());
  operation.kind = EntryKind::kAdjust;
  operation.minutes = minutes;
  operation.source = "adjustment";
  operation.reason = reason;
  operation.at = clock_.Now();
  return ledger_.Post(employee, operation);
}

}  // namespace erp::employee
