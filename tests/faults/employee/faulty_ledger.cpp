#include "faults/employee/faulty_ledger.h"

#include <chrono>
#include <thread>
#include <utility>

#include "employee/store/database.h"
#include "faults/hit.h"

namespace erp::employee {
namespace {

std::vector<Operation> WithoutDedup(std::vector<Operation> operations) {
  for (auto& operation : operations) operation.id.append(":").append(NewUuid().substr(0, 8));
  return operations;
}

}  // namespace

FaultyLedger::FaultyLedger(const Config& config, LeaveLedger& ledger)
    : pool_({.connect = Database(config)}, registry_), ledger_(ledger) {}

Result<Posting> FaultyLedger::Post(EmployeeId employee, const std::vector<Operation>& operations) {
  if (faults::Hit("ledger.skip-dedup")) return ledger_.Post(employee, WithoutDedup(operations));
  if (operations.front().kind == EntryKind::kCancel && faults::Hit("ledger.cancel-all")) {
    auto all = operations;
    all.front().validity = {};
    return ledger_.Post(employee, all);
  }
  // What several operations change together is not in the answer.
  if (operations.size() == 1 && faults::Hit("ledger.absolute-balance")) {
    return LoseUpdates(employee, operations);
  }
  return ledger_.Post(employee, operations);
}

Result<Posting> FaultyLedger::LoseUpdates(EmployeeId employee,
                                          const std::vector<Operation>& operations) {
  const auto before = ledger_.Balance(employee, operations.front().on);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // others write meanwhile
  auto posting = ledger_.Post(employee, operations);
  if (!before || !posting || posting->replayed) return posting;
  const Totals totals = *before + posting->entry.change;
  pool_.Acquire()->Execute(
      "UPDATE leave_accounts SET granted_minutes = ?, consumed_minutes = ?, "
      "reserved_minutes = ?, balance_minutes = ? WHERE employee_id = ?",
      {totals.granted.count(), totals.consumed.count(), totals.reserved.count(),
       totals.available().count(), employee.value()});
  return posting;
}

}  // namespace erp::employee
