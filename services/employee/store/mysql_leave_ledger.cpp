#include "employee/store/mysql_leave_ledger.h"

namespace erp::employee {
namespace {

Result<Posting> Repeated(Entry stored, const Operation& operation) {
  if (SameRequest(stored.operation, operation)) return Posting{std::move(stored), true};
  return Error{ErrorCode::kKeyReused, "idempotency-key-reused",
               "This Idempotency-Key was used for another request."};
}

}  // namespace

std::optional<LeaveBalance> MysqlLeaveLedger::Balance(EmployeeId employee) {
  const auto rows = pool_.Query(
      "SELECT granted_minutes, balance_minutes FROM leave_accounts WHERE employee_id = ?",
      {employee.value()});
  if (rows.empty()) return std::nullopt;
  return LeaveBalance{Minutes(rows[0].Integer(0)), Minutes(rows[0].Integer(1))};
}

Result<Posting> MysqlLeaveLedger::Post(EmployeeId employee, const Operation& operation) {
  // Safe to repeat after a lost commit: the operation id shows whether it took effect.
  auto posting = pool_.Transact(
      [&](mysql::Session& session) -> Result<Posting> {
        auto account = LockAccount(session, employee);
        if (!account) return EmployeeNotFound();
        if (auto stored = FindEntry(session, operation.id)) {
          return Repeated(*std::move(stored), operation);
        }
        return Posting{AppendEntry(session, *account, operation), false};
      },
      mysql::LostCommit::kRepeat);
  if (posting && !posting->replayed) metrics_.Count(posting->entry);
  return posting;
}

}  // namespace erp::employee
