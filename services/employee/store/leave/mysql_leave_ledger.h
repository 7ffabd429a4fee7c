// LeaveLedger on MariaDB/MySQL. Every write locks the person's row of leave_accounts first, so
// writes of one person queue up and those of different people do not meet.
//
// An operation is one transaction of five round trips: begin, one statement that locks the
// account and reads what the decision needs (two where it does not depend on a source), insert,
// update, commit. Its id is unique in leave_ledger.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "employee/app/ports.h"
#include "employee/store/leave/ledger_table.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlLeaveLedger final : public LeaveLedger {
 public:
  // `below`: how far a RESERVE may take the balance below 0.
  MysqlLeaveLedger(mysql::Pool& pool, metrics::Registry& registry, Minutes below = {})
      : pool_(pool), metrics_(registry), below_(below) {}

  std::optional<Totals> Balance(EmployeeId employee, Date on) override;
  std::vector<std::pair<EmployeeId, Lot>> Lapsed(Date on,
                                                 const LapsedPlace& after,
                                                 int limit) override;
  std::vector<Entry> Entries(EmployeeId employee) override;
  std::map<EmployeeId, std::vector<Entry>> EntriesUpTo(
      Date on, const std::vector<EmployeeId>& people) override;
  std::map<EmployeeId, std::vector<Taking>> Taken(Date from,
                                                  Date to,
                                                  const std::vector<EmployeeId>& people) override;
  Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) override;

 private:
  mysql::Pool& pool_;
  const LedgerMetrics metrics_;
  const Minutes below_;
};

}  // namespace erp::employee
