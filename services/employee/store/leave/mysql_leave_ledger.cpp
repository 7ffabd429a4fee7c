#include "employee/store/leave/mysql_leave_ledger.h"

#include <algorithm>
#include <chrono>
#include <thread>
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

// A fault: totals that are read before the lock is held and written back as they were, plus
// what the operation changes. What somebody else writes in between is lost.
class LostUpdate {
 public:
  LostUpdate(mysql::Session& session, EmployeeId employee) {
    if (!failpoint::Hit("ledger.absolute-balance")) return;
    const auto rows = session.Query(
        std::string("SELECT ") + kTotalsColumns + " FROM leave_accounts a WHERE a.employee_id = ?",
        {employee.value()});
    if (!rows.empty()) stale_ = ReadTotals(rows[0], 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // opens the window
  }

  void Before(Account& account) const {
    if (stale_) account.totals = *stale_;
  }

  void After(mysql::Session& session, const Account& account) const {
    if (!stale_) return;
    const auto& totals = account.totals;
    session.Execute(
        "UPDATE leave_accounts SET granted_minutes = ?, consumed_minutes = ?, "
        "reserved_minutes = ?, balance_minutes = ? WHERE employee_id = ?",
        {totals.granted.count(), totals.consumed.count(), totals.reserved.count(),
         totals.available().count(), account.employee.value()});
  }

 private:
  std::optional<Totals> stale_;
};

// A fault: every operation gets an id of its own, so that a repeat is a new one.
std::vector<Operation> WithoutDedup(std::vector<Operation> operations) {
  for (auto& operation : operations) operation.id.append(":").append(NewUuid().substr(0, 8));
  return operations;
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
  if (failpoint::Hit("ledger.skip-dedup")) return Append(employee, WithoutDedup(operations));
  return Append(employee, operations);
}

Result<Posting> MysqlLeaveLedger::Append(EmployeeId employee,
                                         const std::vector<Operation>& operations) {
  std::vector<Entry> appended;
  const auto append = [&](mysql::Session& session) -> Result<Posting> {
    appended.clear();
    const LostUpdate lost_update(session, employee);
    auto locked = LockAccount(session, employee, operations.front());
    if (!locked) return EmployeeNotFound();
    if (auto replay = Replay(*locked, operations)) return *std::move(replay);
    lost_update.Before(locked->account);
    appended = Decide(*locked, operations);
    for (const auto& entry : appended) InsertEntry(session, employee, entry);
    AddToAccount(session, employee, appended);
    lost_update.After(session, locked->account);
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
