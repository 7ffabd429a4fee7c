#include "employee/store/mysql_leavers.h"

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

}  // namespace

std::vector<Leaver> MysqlLeavers::List(const LeaverPlace& after, int limit) {
  std::vector<Leaver> leavers;
  for (const auto& row : pool_.Query(
           "SELECT id, reassign_to, COALESCE(deactivated_at, updated_at), updated_at "
           "FROM employees WHERE active = 0 AND updated_at >= ? AND (updated_at > ? OR id > ?) "
           "ORDER BY updated_at, id LIMIT ?",
           {after.changed_at, after.changed_at, after.id, limit})) {
    leavers.push_back(ReadLeaver(row));
  }
  return leavers;
}

}  // namespace erp::employee
