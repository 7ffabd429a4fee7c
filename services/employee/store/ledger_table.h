// Rows of leave_accounts and leave_ledger, for the two stores that write them in their own
// transactions. Free functions are to be called inside one.
#pragma once

#include <optional>
#include <string>

#include "common/id.h"
#include "employee/domain/ledger.h"
#include "mysql/session.h"
#include "observe/metrics.h"

namespace erp::employee {

// An account with nothing in it.
void InsertAccount(mysql::Session& session, EmployeeId employee);

// The account, locked until the end of the transaction; nothing for an unknown employee.
std::optional<Account> LockAccount(mysql::Session& session, EmployeeId employee);

// The entry of an operation, if it was ever stored.
std::optional<Entry> FindEntry(mysql::Session& session, const std::string& operation_id);

// Decides the operation and stores entry and totals. `account` must be locked.
Entry AppendEntry(mysql::Session& session, Account& account, const Operation& operation);

// leave_ledger_entries_total{kind,outcome}. Thread-safe.
class LedgerMetrics {
 public:
  explicit LedgerMetrics(metrics::Registry& registry);

  // After the commit of the transaction that appended the entry.
  void Count(const Entry& entry) const;

 private:
  struct OfKind {
    EntryKind kind;
    metrics::Counter applied;
    metrics::Counter refused;
  };
  std::vector<OfKind> kinds_;
};

}  // namespace erp::employee
