#include "employee/store/leave/entry_row.h"

#include <stdexcept>

#include "employee/store/leave/ledger_table.h"

namespace erp::employee {
namespace {

std::optional<EmployeeId> OptionalId(const mysql::Row& row, std::size_t column) {
  const auto value = row.OptionalInteger(column);
  return value ? std::optional(EmployeeId(*value)) : std::nullopt;
}

}  // namespace

Entry ReadEntry(const mysql::Row& row, std::size_t first) {
  Entry entry;
  entry.number = row.Integer(first);
  auto& operation = entry.operation;
  operation.id = row.Text(first + 1);
  const auto kind = ParseKind(row.Text(first + 2));
  if (!kind) {
    throw std::logic_error("leave_ledger has a kind that is not known: " + row.Text(first + 2));
  }
  operation.kind = *kind;
  operation.minutes = Minutes(row.Integer(first + 3));
  entry.refusal = row.OptionalText(first + 4);
  entry.balance_after = Minutes(row.Integer(first + 5));
  operation.source = row.Text(first + 6);
  operation.reason = row.OptionalText(first + 7);
  operation.actor = OptionalId(row, first + 8);
  operation.at = row.Time(first + 9);
  entry.change = ReadTotals(row, first + 10);
  operation.bucket = ReadBucket(row, first + 13);
  operation.validity = {OptionalDate(row, first + 14), OptionalDate(row, first + 15)};
  operation.on =
      OptionalDate(row, first + 16).value_or(std::chrono::floor<std::chrono::days>(operation.at));
  const auto days = ParseDays(row.OptionalText(first + 17).value_or(""));
  if (!days) throw std::logic_error("leave_ledger has days that cannot be read: " + operation.id);
  operation.days = *days;
  entry.refused_date = OptionalDate(row, first + 18);
  return entry;
}

}  // namespace erp::employee
