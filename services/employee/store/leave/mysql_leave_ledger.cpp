#include "employee/store/leave/mysql_leave_ledger.h"

#include <utility>

#include "employee/store/leave/ledger_lists.h"
#include "employee/store/leave/lot_tables.h"

namespace erp::employee {

std::optional<Totals> MysqlLeaveLedger::Balance(EmployeeId employee, Date on) {
  static const std::string sql = "SELECT " + kTotalsColumns + " FROM " + kToday +
                                 " JOIN leave_accounts a WHERE a.employee_id = ?";
  const auto rows = pool_.Query(sql, {FormatDate(on), employee.value()});
  if (rows.empty()) return std::nullopt;
  return ReadTotals(rows[0], 0);
}

std::vector<std::pair<EmployeeId, Lot>> MysqlLeaveLedger::Lapsed(Date on,
                                                                 const LapsedPlace& after,
                                                                 int limit) {
  return ReadLapsed(*pool_.Acquire(), on, after, limit);
}

std::vector<Entry> MysqlLeaveLedger::Entries(EmployeeId employee) {
  return ReadEntries(*pool_.Acquire(), employee, 0);
}

std::map<EmployeeId, std::vector<Entry>> MysqlLeaveLedger::EntriesUpTo(
    Date on, const std::vector<EmployeeId>& people) {
  return ReadEntriesUpTo(*pool_.Acquire(), on, people);
}

std::map<EmployeeId, std::vector<Taking>> MysqlLeaveLedger::Taken(
    Date from, Date to, const std::vector<EmployeeId>& people) {
  return ReadTakingsBetween(*pool_.Acquire(), from, to, people);
}

Result<Posting> MysqlLeaveLedger::Post(EmployeeId employee,
                                       const std::vector<Operation>& operations) {
  const auto append = [&](mysql::Session& session) {
    return PostEntries(session, employee, operations, below_);
  };
  return CommitEntries(pool_, metrics_, append);
}

}  // namespace erp::employee
