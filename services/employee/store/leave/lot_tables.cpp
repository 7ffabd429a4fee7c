#include "employee/store/leave/lot_tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "employee/store/leave/ledger_table.h"

namespace erp::employee {
namespace {

// Rows of one INSERT, and how many there are left for single ones.
constexpr std::size_t kRowsAtOnce = 8;

// number, bucket, validity, totals.
Lot ReadLot(const mysql::Row& row) {
  return {row.Integer(0),
          ReadBucket(row, 1),
          {OptionalDate(row, 2), OptionalDate(row, 3)},
          ReadTotals(row, 4)};
}

std::vector<Lot> ReadLots(mysql::Session& session, EmployeeId employee) {
  std::vector<Lot> lots;
  const auto rows = session.Query(
      "SELECT number, bucket, valid_from, valid_to, granted_minutes, consumed_minutes, "
      "reserved_minutes FROM leave_lots WHERE employee_id = ?",
      {employee.value()});
  for (const auto& row : rows) {
    lots.push_back(ReadLot(row));
  }
  return lots;
}

std::vector<Taking> ReadTakings(const mysql::Rows& rows) {
  std::vector<Taking> takings;
  for (const auto& row : rows) takings.push_back(ReadTaking(row));
  return takings;
}

const std::string kTakingColumns =
    "SELECT source, date, part_from, part_to, lot, minutes, consumed FROM leave_takings "
    "WHERE employee_id = ?";

// Earlier than every date that the operation takes or may move.
Date FirstDate(const Operation& operation) {
  Date first = operation.on;
  for (const auto& day : operation.days) first = std::min(first, day.date);
  return first;
}

void StoreLots(mysql::Session& session,
               EmployeeId employee,
               const std::vector<Lot>& before,
               const std::vector<Lot>& after) {
  static const std::string sql =
      std::string(kInsertLots)
          .append(kLotPlaces)
          .append(
              " ON DUPLICATE KEY UPDATE granted_minutes = VALUES(granted_minutes), "
              "consumed_minutes = VALUES(consumed_minutes), "
              "reserved_minutes = VALUES(reserved_minutes)");
  for (const auto& lot : after) {
    if (std::find(before.begin(), before.end(), lot) != before.end()) continue;
    session.Execute(sql, LotValues(employee, lot));
  }
}

using OfSource = std::map<std::string, std::vector<Taking>>;

OfSource BySource(const std::vector<Taking>& takings) {
  OfSource by_source;
  for (const auto& taking : takings) by_source[taking.source].push_back(taking);
  for (auto& [source, of_it] : by_source) {
    std::sort(of_it.begin(), of_it.end(), [](const Taking& a, const Taking& b) {
      return std::tie(a.date, a.part.from, a.part.to, a.lot, a.consumed) <
             std::tie(b.date, b.part.from, b.part.to, b.lot, b.consumed);
    });
  }
  return by_source;
}

// True when the only difference is that all that was reserved is consumed.
bool WasConsumed(std::vector<Taking> before, const std::vector<Taking>& after) {
  for (auto& taking : before) {
    if (taking.consumed) return false;
    taking.consumed = true;
  }
  return before == after;
}

void Insert(mysql::Session& session, EmployeeId employee, const std::vector<Taking>& takings) {
  for (std::size_t done = 0; done < takings.size();) {
    const std::size_t rows = takings.size() - done >= kRowsAtOnce ? kRowsAtOnce : 1;
    std::string sql =
        "INSERT INTO leave_takings (employee_id, date, source, part_from, part_to, lot, consumed, "
        "minutes) VALUES ";
    mysql::Values values;
    for (std::size_t i = 0; i < rows; ++i, ++done) {
      const auto& taking = takings[done];
      sql += i == 0 ? "(?, ?, ?, ?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?, ?, ?, ?)";
      values.insert(values.end(), {employee.value(), FormatDate(taking.date), taking.source,
                                   taking.part.from.count(), taking.part.to.count(), taking.lot,
                                   taking.consumed, taking.minutes.count()});
    }
    session.Execute(sql, values);
  }
}

void StoreTakings(mysql::Session& session,
                  EmployeeId employee,
                  const std::vector<Taking>& before,
                  const std::vector<Taking>& after) {
  auto stored = BySource(before);
  auto wanted = BySource(after);
  std::set<std::string> sources;
  for (const auto& [source, of_it] : stored) sources.insert(source);
  for (const auto& [source, of_it] : wanted) sources.insert(source);
  for (const auto& source : sources) {
    const auto& from = stored[source];
    const auto& to = wanted[source];
    if (from == to) continue;
    if (WasConsumed(from, to)) {
      session.Execute("UPDATE leave_takings SET consumed = 1 WHERE employee_id = ? AND source = ?",
                      {employee.value(), source});
      continue;
    }
    if (!from.empty()) {
      // Those before it were not read.
      session.Execute(
          "DELETE FROM leave_takings WHERE employee_id = ? AND source = ? AND date >= ?",
          {employee.value(), source, FormatDate(from.front().date)});
    }
    Insert(session, employee, to);
  }
}

}  // namespace

Taking ReadTaking(const mysql::Row& row) {
  return {row.Text(0),
          OptionalDate(row, 1).value(),
          {Minutes(row.Integer(2)), Minutes(row.Integer(3))},
          row.Integer(4),
          Minutes(row.Integer(5)),
          row.Integer(6) != 0};
}

const char* const kInsertLots =
    "INSERT INTO leave_lots (employee_id, number, bucket, valid_from, valid_to, granted_minutes, "
    "consumed_minutes, reserved_minutes) VALUES ";
const char* const kLotPlaces = "(?, ?, ?, ?, ?, ?, ?, ?)";

mysql::Values LotValues(EmployeeId employee, const Lot& lot) {
  return {employee.value(),
          lot.number,
          BucketName(lot.bucket),
          DateValue(lot.validity.from),
          DateValue(lot.validity.to),
          lot.totals.granted.count(),
          lot.totals.consumed.count(),
          lot.totals.reserved.count()};
}

LotBook ReadBook(mysql::Session& session, EmployeeId employee, const Operation& operation) {
  auto lots = ReadLots(session, employee);
  if (!DependsOnSource(operation.kind)) return {std::move(lots), {}};
  static const std::string sql = kTakingColumns + " AND (date >= ? OR source = ?)";
  const auto rows =
      session.Query(sql, {employee.value(), FormatDate(FirstDate(operation)), operation.source});
  return {std::move(lots), ReadTakings(rows)};
}

LotBook ReadWholeBook(mysql::Session& session, EmployeeId employee) {
  auto lots = ReadLots(session, employee);
  return {std::move(lots), ReadTakings(session.Query(kTakingColumns, {employee.value()}))};
}

std::vector<std::pair<EmployeeId, Lot>> ReadLapsed(mysql::Session& session,
                                                   Date on,
                                                   const LapsedPlace& after,
                                                   int limit) {
  std::vector<std::pair<EmployeeId, Lot>> lapsed;
  const auto rows = session.Query(
      "SELECT number, bucket, valid_from, valid_to, granted_minutes, consumed_minutes, "
      "reserved_minutes, employee_id FROM leave_lots WHERE valid_to < ? AND number > 0 AND "
      "granted_minutes > consumed_minutes + reserved_minutes AND "
      "(employee_id > ? OR (employee_id = ? AND number > ?)) ORDER BY employee_id, number LIMIT ?",
      {FormatDate(on), after.employee.value(), after.employee.value(), after.lot, limit});
  for (const auto& row : rows) lapsed.emplace_back(EmployeeId(row.Integer(7)), ReadLot(row));
  return lapsed;
}

void StoreBook(mysql::Session& session,
               EmployeeId employee,
               const LotBook& before,
               const LotBook& after) {
  StoreLots(session, employee, before.lots(), after.lots());
  StoreTakings(session, employee, before.takings(), after.takings());
}

}  // namespace erp::employee
