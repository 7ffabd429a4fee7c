#include "employee/store/ledger_table.h"

#include <stdexcept>
#include <utility>

namespace erp::employee {
namespace {

constexpr const char* kApplied = "APPLIED";
constexpr const char* kRefused = "REFUSED";

std::optional<EmployeeId> OptionalId(const mysql::Row& row, std::size_t column) {
  const auto value = row.OptionalInteger(column);
  return value ? std::optional(EmployeeId(*value)) : std::nullopt;
}

Entry ReadEntry(const mysql::Row& row) {
  Entry entry;
  entry.number = row.Integer(0);
  auto& operation = entry.operation;
  operation.id = row.Text(1);
  const auto kind = ParseKind(row.Text(2));
  if (!kind) throw std::logic_error("leave_ledger has a kind that is not known: " + row.Text(2));
  operation.kind = *kind;
  operation.minutes = Minutes(row.Integer(3));
  entry.refusal = row.OptionalText(4);
  entry.balance_after = Minutes(row.Integer(5));
  operation.source = row.Text(6);
  operation.reason = row.OptionalText(7);
  operation.actor = OptionalId(row, 8);
  operation.at = row.Time(9);
  return entry;
}

}  // namespace

void InsertAccount(mysql::Session& session, EmployeeId employee) {
  session.Execute(
      "INSERT INTO leave_accounts (employee_id, entries, granted_minutes, balance_minutes) "
      "VALUES (?, 0, 0, 0)",
      {employee.value()});
}

std::optional<Account> LockAccount(mysql::Session& session, EmployeeId employee) {
  const auto rows = session.Query(
      "SELECT entries, granted_minutes, balance_minutes FROM leave_accounts "
      "WHERE employee_id = ? FOR UPDATE",
      {employee.value()});
  if (rows.empty()) return std::nullopt;
  return Account{employee, rows[0].Integer(0), Minutes(rows[0].Integer(1)),
                 Minutes(rows[0].Integer(2))};
}

std::optional<Entry> FindEntry(mysql::Session& session, const std::string& operation_id) {
  const auto rows = session.Query(
      "SELECT number, op_id, kind, minutes, refusal, balance_after, source, reason, actor_id, at "
      "FROM leave_ledger WHERE op_id = ?",
      {operation_id});
  if (rows.empty()) return std::nullopt;
  return ReadEntry(rows[0]);
}

Entry AppendEntry(mysql::Session& session, Account& account, const Operation& operation) {
  Entry entry = account.Post(operation);
  const mysql::Value actor =
      operation.actor ? mysql::Value(operation.actor->value()) : mysql::Value();
  session.Execute(
      "INSERT INTO leave_ledger (employee_id, number, op_id, kind, minutes, outcome, refusal, "
      "balance_after, source, reason, actor_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {account.employee.value(), entry.number, operation.id, KindName(operation.kind),
       operation.minutes.count(), entry.applied() ? kApplied : kRefused,
       mysql::Nullable(entry.refusal), entry.balance_after.count(), operation.source,
       mysql::Nullable(operation.reason), actor, operation.at});
  session.Execute(
      "UPDATE leave_accounts SET entries = ?, granted_minutes = ?, balance_minutes = ? "
      "WHERE employee_id = ?",
      {account.entries, account.granted.count(), account.balance.count(),
       account.employee.value()});
  return entry;
}

LedgerMetrics::LedgerMetrics(metrics::Registry& registry) {
  for (const auto kind : {EntryKind::kGrant, EntryKind::kAdjust}) {
    const auto counter = [&](const char* outcome) {
      return registry.GetCounter("leave_ledger_entries_total", "Entries appended to leave ledgers.",
                                 {{"kind", KindName(kind)}, {"outcome", outcome}});
    };
    kinds_.push_back({kind, counter("applied"), counter("refused")});
  }
}

void LedgerMetrics::Count(const Entry& entry) const {
  for (const auto& of_kind : kinds_) {
    if (of_kind.kind != entry.operation.kind) continue;
    (entry.applied() ? of_kind.applied : of_kind.refused).Add();
  }
}

}  // namespace erp::employee
