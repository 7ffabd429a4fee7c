#include "employee/store/leave/mysql_leave_ledger.h"

#include <algorithm>
#include <utility>

#include "common/failpoint.h"
#include "employee/domain/refusals.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

constexpr const char* kOperationKey = "leave_ledger_op";  // unique over op_id

Error OperationIdReused() {
  return {ErrorCode::kKeyReused, "operation-id-reused",
          "This operation id was used for another operation."};
}

const Entry* FindEntry(const std::vector<Entry>& entries, const std::string& operation_id) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.operation.id == operation_id;
  });
  return found == entries.end() ? nullptr : &*found;
}

// The stored answer to operations whose first id is in the ledger already. They were stored
// together, so only a refusal leaves a later one out.
std::optional<Result<Posting>> Replay(const LockedAccount& locked,
                                      const std::vector<Operation>& operations) {
  if (locked.id_is_another_persons) return OperationIdReused();
  const Entry* last = nullptr;
  for (const auto& operation : operations) {
    const Entry* stored = FindEntry(locked.entries, operation.id);
    if (stored == nullptr) break;
    if (!SameRequest(stored->operation, operation)) return OperationIdReused();
    last = stored;
  }
  if (last == nullptr) return std::nullopt;
  return Posting{*last, locked.account.totals, true};
}

// Decides the operations in their order, up to the first refused one.
std::vector<Entry> Decide(LockedAccount& locked, const std::vector<Operation>& operations) {
  SourceState source;
  for (const auto& entry : locked.entries) source.Follow(entry);
  std::vector<Entry> decided;
  for (const auto& operation : operations) {
    decided.push_back(locked.account.Post(operation, source));
    if (!decided.back().applied()) break;
  }
  return decided;
}

}  // namespace

std::optional<Totals> MysqlLeaveLedger::Balance(EmployeeId employee) {
  static const std::string sql =
      std::string("SELECT ") + kTotalsColumns + " FROM leave_accounts a WHERE a.employee_id = ?";
  const auto rows = pool_.Query(sql, {employee.value()});
  if (rows.empty()) return std::nullopt;
  return ReadTotals(rows[0], 0);
}

Result<Posting> MysqlLeaveLedger::Post(EmployeeId employee,
                                       const std::vector<Operation>& operations) {
  std::vector<Entry> appended;
  const auto append = [&](mysql::Session& session) -> Result<Posting> {
    appended.clear();
    auto locked = LockAccount(session, employee, operations.front());
    if (!locked) return EmployeeNotFound();
    if (auto replay = Replay(*locked, operations)) return *std::move(replay);
    appended = Decide(*locked, operations);
    for (const auto& entry : appended) InsertEntry(session, employee, entry);
    AddToAccount(session, employee, appended);
    return Posting{appended.back(), locked->account.totals, false};
  };
  try {
    // Safe to repeat after a lost commit: the operation id shows whether it took effect.
    auto posting = pool_.Transact(append, mysql::LostCommit::kRepeat);
    if (posting && posting->replayed) metrics_.CountReplay();
    if (!appended.empty()) failpoint::Crash("ledger.committed");
    for (const auto& entry : appended) metrics_.Count(entry);
    return posting;
  } catch (const mysql::DuplicateKey& duplicate) {
    // A repeat would have been seen under the lock: the id is another person's or another
    // source's.
    if (duplicate.key() != kOperationKey) throw;
    return OperationIdReused();
  }
}

}  // namespace erp::employee
