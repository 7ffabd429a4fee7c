// Rows of leave_accounts and leave_ledger, for the two stores that write them in their own
// transactions. Free functions are to be called inside one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "employee/app/leave/ports.h"
#include "employee/domain/leave/ledger.h"
#include "mysql/pool.h"
#include "mysql/session.h"
#include "observe/metrics.h"

namespace erp::employee {

// Three columns: granted, consumed, reserved.
Totals ReadTotals(const mysql::Row& row, std::size_t first);

// The three totals of the lots that are valid on `d.today`, as columns in the order of ReadTotals
// for statements with leave_accounts `a` and a row `d` (kToday). Where a daemon from before has
// posted since, the totals of the account, which knew no validity.
extern const std::string kTotalsColumns;
// The row `d`, of one value: the date.
inline constexpr const char* kToday = "(SELECT CAST(? AS DATE) AS today) d";

std::optional<Date> OptionalDate(const mysql::Row& row, std::size_t column);
mysql::Value DateValue(const std::optional<Date>& date);
// Throws std::logic_error for one that is not known.
Bucket ReadBucket(const mysql::Row& row, std::size_t column);

// The entries behind number `after`, in their order.
std::vector<Entry> ReadEntries(mysql::Session& session, EmployeeId employee, std::int64_t after);

// An account, locked until the end of the transaction, and the entries that matter to an
// operation on it.
struct LockedAccount {
  Account account;
  std::int64_t lots_upto = 0;  // the entry up to which the lots have followed
  // Those of the operation's source, in their order, when its kind depends on the source;
  // otherwise the entry with the operation's id.
  std::vector<Entry> entries;
  bool id_is_another_persons = false;  // seen only for kinds that do not depend on the source
};

// One round trip, two for the kinds that do not depend on the source. Nothing for an unknown
// employee.
std::optional<LockedAccount> LockAccount(mysql::Session& session,
                                         EmployeeId employee,
                                         const Operation& operation);

// Appends one entry. The account's row has to be written too, by AddToAccount.
void InsertEntry(mysql::Session& session, EmployeeId employee, const Entry& entry);

// The statement of it without the rows, what a row looks like, and the values of one.
extern const char* const kInsertEntries;
extern const char* const kEntryPlaces;
mysql::Values EntryValues(EmployeeId employee, const Entry& entry);

// Moves the locked account on by entries that were appended, by what they change, never to a
// value that was read; its lots are those after them (StoreBook).
void AddToAccount(mysql::Session& session, EmployeeId employee, const std::vector<Entry>& entries);

// What PostEntries did: the answer, and what it appended (nothing for a replay).
struct Posted {
  Posting posting;
  std::vector<Entry> appended;
};

// `below`: Account::below. LeaveLedger::Post within a transaction of the caller, whose other
// changes are stored together with the entries or not at all. An id that another person or another
// source has used is DuplicateKey of kOperationKey, which the caller answers with
// OperationIdReused() after its transaction.
inline constexpr const char* kOperationKey = "leave_ledger_op";  // unique over op_id
Result<Posted> PostEntries(mysql::Session& session,
                           EmployeeId employee,
                           const std::vector<Operation>& operations,
                           Minutes below = {});
Error OperationIdReused();

class LedgerMetrics;
// A transaction of its own around `append`, which posts and may store what follows from it. Safe to
// repeat after a lost commit: the operation id shows whether it took effect. An id that is another
// person's or another source's is OperationIdReused().
Result<Posting> CommitEntries(mysql::Pool& pool,
                              const LedgerMetrics& metrics,
                              const std::function<Result<Posted>(mysql::Session&)>& append);

// leave_ledger_entries_total{kind,outcome} and leave_operations_replayed_total. Thread-safe.
class LedgerMetrics {
 public:
  explicit LedgerMetrics(metrics::Registry& registry);

  // After the commit of the transaction that posted it.
  void Count(const Posted& posted) const;
  void Count(const Entry& entry) const;

 private:
  struct OfKind {
    EntryKind kind;
    metrics::Counter applied;
    metrics::Counter refused;
  };
  std::vector<OfKind> kinds_;
  metrics::Counter replayed_;
};

}  // namespace erp::employee
