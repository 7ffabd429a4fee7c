#include "employee/store/leave/ledger_table.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/failpoint.h"
#include "employee/domain/leave/cancellation.h"
#include "employee/domain/leave/recount.h"
#include "employee/domain/refusals.h"
#include "employee/store/leave/entry_row.h"
#include "employee/store/leave/lot_tables.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

constexpr const char* kApplied = "APPLIED";
constexpr const char* kRefused = "REFUSED";

// The account has to be read, and waited for, before the entries are: what another transaction
// appends while this one waits must be among them. With a source that is so by what a LEFT JOIN
// is: its right side depends on the row of the left one (employee_id) and is no single row that
// could be read beforehand. An entry by its unique id could be, so those are two statements.
// Whether the person is active is read without a lock, as of the start of the statement.
const std::string kLock =
    "SELECT a.entries, a.granted_minutes, a.consumed_minutes, a.reserved_minutes, "
    "(SELECT e.active FROM employees e WHERE e.id = a.employee_id), a.lots_upto, l.employee_id, " +
    kEntryColumns + " FROM leave_accounts a ";
const std::string kLockWithSource =
    kLock +
    "LEFT JOIN leave_ledger l ON l.source = ? AND l.employee_id = a.employee_id "
    "WHERE a.employee_id = ? ORDER BY l.number FOR UPDATE";
constexpr const char* kLockAlone =
    "SELECT employee_id FROM leave_accounts WHERE employee_id = ? FOR UPDATE";
const std::string kLockWithOperation =
    kLock + "LEFT JOIN leave_ledger l ON l.op_id = ? WHERE a.employee_id = ? FOR UPDATE";
constexpr std::size_t kOwner = 6;
constexpr std::size_t kFirstOfEntry = 7;

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
std::vector<Entry> Decide(LockedAccount& locked,
                          LotBook& lots,
                          const std::vector<Operation>& operations) {
  SourceState source;
  for (const auto& entry : locked.entries) source.Follow(entry);
  std::vector<Entry> decided;
  for (const auto& operation : operations) {
    decided.push_back(locked.account.Post(operation, source, lots));
    if (!decided.back().applied()) break;
  }
  return decided;
}

// What a CANCEL gives back is known under the lock only; other operations say it themselves.
Result<std::vector<Operation>> Completed(mysql::Session& session,
                                         const LockedAccount& locked,
                                         const LotBook& book,
                                         const std::vector<Operation>& operations) {
  const auto& first = operations.front();
  if (first.kind != EntryKind::kCancel) return operations;
  SourceState source;
  for (const auto& entry : locked.entries) source.Follow(entry);
  static const std::string sql = "SELECT " + kEntryColumns +
                                 " FROM leave_ledger l WHERE l.source = ? AND l.employee_id = ? "
                                 "ORDER BY l.number";
  std::vector<Entry> recounts;
  for (const auto& row :
       session.Query(sql, {RecountSourceOf(first.source), locked.account.employee.value()})) {
    recounts.push_back(ReadEntry(row, 0));
  }
  return OperationsOfCancel(first, source, book, recounts);
}

// The book as it is stored, and what it is after all entries.
struct Books {
  LotBook stored;
  LotBook current;
};

Books ReadBooks(mysql::Session& session,
                EmployeeId employee,
                const LockedAccount& locked,
                const Operation& operation) {
  if (locked.lots_upto == locked.account.entries) {
    const auto book = ReadBook(session, employee, operation);
    return {book, book};
  }
  Books books;
  books.stored = ReadWholeBook(session, employee);
  books.current = books.stored;
  for (const auto& entry : ReadEntries(session, employee, locked.lots_upto)) {
    books.current.Follow(entry);
  }
  return books;
}

// A sum is a decimal number, which no one needs here.
std::string TotalColumn(const std::string& name) {
  std::string sql =
      "IF(a.lots_upto = a.entries, (SELECT CAST(COALESCE(SUM(v.{}), 0) AS SIGNED) "
      "FROM leave_lots v WHERE v.employee_id = a.employee_id AND "
      "(v.valid_from IS NULL OR v.valid_from <= d.today) AND "
      "(v.valid_to IS NULL OR v.valid_to >= d.today)), a.{})";
  for (auto at = sql.find("{}"); at != std::string::npos; at = sql.find("{}")) {
    sql.replace(at, 2, name);
  }
  return sql;
}

}  // namespace

const std::string kTotalsColumns = TotalColumn("granted_minutes") + ", " +
                                   TotalColumn("consumed_minutes") + ", " +
                                   TotalColumn("reserved_minutes");

std::optional<Date> OptionalDate(const mysql::Row& row, std::size_t column) {
  const auto text = row.OptionalText(column);
  return text ? ParseDate(*text) : std::nullopt;
}

mysql::Value DateValue(const std::optional<Date>& date) {
  return date ? mysql::Value(FormatDate(*date)) : mysql::Value();
}

Bucket ReadBucket(const mysql::Row& row, std::size_t column) {
  const auto bucket = ParseBucket(row.Text(column));
  if (!bucket) throw std::logic_error("a bucket that is not known: " + row.Text(column));
  return *bucket;
}

std::vector<Entry> ReadEntries(mysql::Session& session, EmployeeId employee, std::int64_t after) {
  static const std::string sql = "SELECT " + kEntryColumns +
                                 " FROM leave_ledger l WHERE l.employee_id = ? AND l.number > ? "
                                 "ORDER BY l.number";
  std::vector<Entry> entries;
  for (const auto& row : session.Query(sql, {employee.value(), after})) {
    entries.push_back(ReadEntry(row, 0));
  }
  return entries;
}

Totals ReadTotals(const mysql::Row& row, std::size_t first) {
  return {Minutes(row.Integer(first)), Minutes(row.Integer(first + 1)),
          Minutes(row.Integer(first + 2))};
}

std::optional<LockedAccount> LockAccount(mysql::Session& session,
                                         EmployeeId employee,
                                         const Operation& operation) {
  const bool by_source = DependsOnSource(operation.kind);
  if (!by_source && session.Query(kLockAlone, {employee.value()}).empty()) return std::nullopt;
  const auto rows = session.Query(by_source ? kLockWithSource : kLockWithOperation,
                                  {by_source ? operation.source : operation.id, employee.value()});
  if (rows.empty()) return std::nullopt;
  LockedAccount locked;
  locked.account.employee = employee;
  locked.account.entries = rows[0].Integer(0);
  locked.account.totals = ReadTotals(rows[0], 1);
  locked.account.active = rows[0].Integer(4) != 0;
  locked.lots_upto = rows[0].Integer(5);
  for (const auto& row : rows) {
    if (row.IsNull(kFirstOfEntry)) continue;
    locked.entries.push_back(ReadEntry(row, kFirstOfEntry));
    locked.id_is_another_persons = row.Integer(kOwner) != employee.value();
  }
  return locked;
}

const char* const kInsertEntries =
    "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, refusal, "
    "balance_after, source, reason, actor_id, at, reserved_change, bucket, valid_from, "
    "valid_to, on_date, days, refused_date) VALUES ";
const char* const kEntryPlaces = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

mysql::Values EntryValues(EmployeeId employee, const Entry& entry) {
  const auto& operation = entry.operation;
  const mysql::Value actor =
      operation.actor ? mysql::Value(operation.actor->value()) : mysql::Value();
  return {employee.value(),
          entry.number,
          operation.id,
          KindName(operation.kind),
          operation.minutes.count(),
          entry.applied() ? kApplied : kRefused,
          mysql::Nullable(entry.refusal),
          entry.balance_after.count(),
          operation.source,
          mysql::Nullable(operation.reason),
          actor,
          operation.at,
          entry.change.reserved.count(),
          BucketName(operation.bucket),
          DateValue(operation.validity.from),
          DateValue(operation.validity.to),
          DateValue(operation.on),
          operation.days.empty() ? mysql::Value() : mysql::Value(FormatDays(operation.days)),
          DateValue(entry.refused_date)};
}

void InsertEntry(mysql::Session& session, EmployeeId employee, const Entry& entry) {
  static const std::string sql = std::string(kInsertEntries).append(kEntryPlaces);
  session.Execute(sql, EntryValues(employee, entry));
}

void AddToAccount(mysql::Session& session, EmployeeId employee, const std::vector<Entry>& entries) {
  Totals change;
  for (const auto& entry : entries) change = change + entry.change;
  session.Execute(
      "UPDATE leave_accounts SET entries = entries + ?, lots_upto = entries, granted_minutes = "
      "granted_minutes + ?, "
      "consumed_minutes = consumed_minutes + ?, reserved_minutes = reserved_minutes + ?, "
      "balance_minutes = balance_minutes + ? WHERE employee_id = ?",
      {static_cast<std::int64_t>(entries.size()), change.granted.count(), change.consumed.count(),
       change.reserved.count(), change.available().count(), employee.value()});
}

Error OperationIdReused() {
  return {ErrorCode::kKeyReused, "operation-id-reused",
          "This operation id was used for another operation."};
}

Result<Posting> CommitEntries(mysql::Pool& pool,
                              const LedgerMetrics& metrics,
                              const std::function<Result<Posted>(mysql::Session&)>& append) {
  try {
    auto posted = pool.Transact(append, mysql::LostCommit::kRepeat);
    if (!posted) return posted.error();
    if (!posted->appended.empty()) failpoint::Crash("ledger.committed");
    metrics.Count(*posted);
    return std::move(posted->posting);
  } catch (const mysql::DuplicateKey& duplicate) {
    // A repeat would have been seen under the lock.
    if (duplicate.key() != kOperationKey) throw;
    return OperationIdReused();
  }
}

Result<Posted> PostEntries(mysql::Session& session,
                           EmployeeId employee,
                           const std::vector<Operation>& operations,
                           Minutes below) {
  auto locked = LockAccount(session, employee, operations.front());
  if (!locked) return EmployeeNotFound();
  locked->account.below = below;
  if (auto replay = Replay(*locked, operations)) {
    if (!*replay) return replay->error();
    auto posting = **std::move(replay);
    const auto books = ReadBooks(session, employee, *locked, operations.front());
    posting.totals = books.current.On(operations.front().on);
    return Posted{std::move(posting), {}};
  }
  auto books = ReadBooks(session, employee, *locked, operations.front());
  const auto wanted = Completed(session, *locked, books.current, operations);
  if (!wanted) return wanted.error();
  auto appended = Decide(*locked, books.current, *wanted);
  for (const auto& entry : appended) InsertEntry(session, employee, entry);
  AddToAccount(session, employee, appended);
  StoreBook(session, employee, books.stored, books.current);
  const auto totals = books.current.On(operations.front().on);
  return Posted{{appended.back(), totals, false}, std::move(appended)};
}

LedgerMetrics::LedgerMetrics(metrics::Registry& registry)
    : replayed_(registry.GetCounter("leave_operations_replayed_total",
                                    "Leave operations that had been stored before.")) {
  for (const auto kind :
       {EntryKind::kGrant, EntryKind::kAdjust, EntryKind::kReserve, EntryKind::kConsume,
        EntryKind::kRelease, EntryKind::kCarry, EntryKind::kExpire, EntryKind::kCancel}) {
    const auto counter = [&](const char* outcome) {
      return registry.GetCounter("leave_ledger_entries_total", "Entries appended to leave ledgers.",
                                 {{"kind", KindName(kind)}, {"outcome", outcome}});
    };
    kinds_.push_back({kind, counter("applied"), counter("refused")});
  }
}

void LedgerMetrics::Count(const Posted& posted) const {
  if (posted.posting.replayed) replayed_.Add();
  for (const auto& entry : posted.appended) Count(entry);
}

void LedgerMetrics::Count(const Entry& entry) const {
  for (const auto& of_kind : kinds_) {
    if (of_kind.kind != entry.operation.kind) continue;
    (entry.applied() ? of_kind.applied : of_kind.refused).Add();
  }
}

}  // namespace erp::employee
