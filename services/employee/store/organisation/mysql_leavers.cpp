#include "employee/store/organisation/mysql_leavers.h"

#include <string>
#include <utility>

#include "employee/domain/organisation/employee.h"
#include "employee/domain/organisation/person_changed.h"
#include "employee/domain/refusals.h"
#include "employee/store/organisation/employee_row.h"

namespace erp::employee {
namespace {

Leaver ReadLeaver(const mysql::Row& row) {
  Leaver leaver{.id = EmployeeId(row.Integer(0)),
                .reassign_to = std::nullopt,
                .left_at = row.Time(2),
                .changed_at = row.Time(3)};
  if (const auto to = row.OptionalInteger(1)) leaver.reassign_to = EmployeeId(*to);
  return leaver;
}

// A row as far as leaving is concerned.
struct Row {
  Employee employee;
  std::optional<EmployeeId> reassign_to;
};

// Locked until the transaction ends.
std::optional<Row> Lock(mysql::Session& session, EmployeeId id) {
  static const std::string sql =
      "SELECT " + kEmployeeColumns + ", e.reassign_to FROM employees e WHERE e.id = ? FOR UPDATE";
  const auto rows = session.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  Row row{.employee = ReadEmployee(rows[0]), .reassign_to = std::nullopt};
  if (const auto to = rows[0].OptionalInteger(kEmployeeColumnCount)) {
    row.reassign_to = EmployeeId(*to);
  }
  return row;
}

// The change that Leave stores.
PersonChanged Left(const Employee& before, std::optional<EmployeeId> reassign_to, Moment now) {
  Employee after = before;
  after.active = false;
  after.version = before.version + 1;
  return {.changes = {before.active ? PersonChange::kLeft : PersonChange::kSuccessor},
          .before = before,
          .after = std::move(after),
          .reassign_to = reassign_to,
          .effective_on = now.on,
          .at = now.at};
}

// The shared lock keeps the successor from leaving until this transaction has ended.
bool Usable(mysql::Session& session, EmployeeId successor) {
  const auto rows = session.Query("SELECT active FROM employees WHERE id = ? LOCK IN SHARE MODE",
                                  {successor.value()});
  return !rows.empty() && rows[0].Integer(0) != 0;
}

}  // namespace

std::optional<LeaverRegister::State> MysqlLeavers::Find(EmployeeId id) {
  const auto rows =
      pool_.Query("SELECT active, version, reassign_to FROM employees WHERE id = ?", {id.value()});
  if (rows.empty()) return std::nullopt;
  State state{.active = rows[0].Integer(0) != 0,
              .version = rows[0].Integer(1),
              .reassign_to = std::nullopt};
  if (const auto to = rows[0].OptionalInteger(2)) state.reassign_to = EmployeeId(*to);
  return state;
}

Result<void> MysqlLeavers::Leave(EmployeeId id,
                                 std::optional<std::int64_t> expected,
                                 std::optional<EmployeeId> reassign_to,
                                 Moment now) {
  return transactions_.Transact([&](mysql::Session& session, Outgoing& outgoing) -> Result<void> {
    const auto before = Lock(session, id);
    if (!before) return EmployeeNotFound();
    if (const auto after = Deactivated(before->employee, expected); !after) return after.error();
    if (reassign_to && !Usable(session, *reassign_to)) {
      return SuccessorNotUsable("must be an active employee");
    }
    if (!before->employee.active && (!reassign_to || reassign_to == before->reassign_to)) return {};
    const auto to = reassign_to ? mysql::Value(reassign_to->value()) : mysql::Value();
    session.Execute(
        "UPDATE employees SET active = 0, reassign_to = ?, version = version + 1, updated_at = ?, "
        "deactivated_at = COALESCE(deactivated_at, ?), left_on = COALESCE(left_on, ?) WHERE id = ?",
        {to, now.at, now.at, FormatDate(now.on), id.value()});
    outgoing.Append(Left(before->employee, reassign_to, now));
    return {};
  });
}

std::vector<Leaver> MysqlLeavers::List(const LeaverPlace& after, int limit) {
  std::vector<Leaver> leavers;
  for (const auto& row :
       pool_.Query("SELECT id, reassign_to, COALESCE(deactivated_at, updated_at), left_changed_at "
                   "FROM employees WHERE left_changed_at >= ? AND (left_changed_at > ? OR id > ?) "
                   "ORDER BY left_changed_at, id LIMIT ?",
                   {after.changed_at, after.changed_at, after.id, limit})) {
    leavers.push_back(ReadLeaver(row));
  }
  return leavers;
}

}  // namespace erp::employee
