#include "employee/store/organisation/department_table.h"

namespace erp::employee {
namespace {

Result<void> FindById(mysql::Session& session,
                      DepartmentId id,
                      std::string& name,
                      const char* pointer) {
  const auto rows = session.Query(
      "SELECT name, active FROM departments WHERE id = ? LOCK IN SHARE MODE", {id.value()});
  if (rows.empty()) return DepartmentNotUsable("/departmentId", "is not a department");
  if (rows[0].Integer(1) == 0) {
    return DepartmentNotUsable("/departmentId", "is a department that is closed");
  }
  if (!name.empty() && name != rows[0].Text(0)) {
    return DepartmentNotUsable(pointer, "is not the name of the department that departmentId says");
  }
  name = rows[0].Text(0);
  return {};
}

}  // namespace

const char* const kDepartmentColumns =
    "d.id, d.name, d.code, d.parent_id, d.sort_order, d.head_id, d.active, d.version";

Department ReadDepartment(const mysql::Row& row) {
  Department department;
  department.id = DepartmentId(row.Integer(0));
  department.name = row.Text(1);
  department.code = row.OptionalText(2);
  department.parent = ReadId<DepartmentId>(row, 3);
  department.order = row.Integer(4);
  department.head = ReadId<EmployeeId>(row, 5);
  department.active = row.Integer(6) != 0;
  department.version = row.Integer(7);
  return department;
}

Result<void> PlaceInDepartment(mysql::Session& session,
                               std::optional<DepartmentId>& id,
                               std::string& name,
                               Instant at,
                               const char* pointer) {
  if (id) return FindById(session, *id, name, pointer);
  const auto rows = session.Query(
      "SELECT id, active FROM departments WHERE name = ? ORDER BY active DESC, id LIMIT 2 "
      "LOCK IN SHARE MODE",
      {name});
  if (rows.empty()) {
    // Of two that make it at once the second one waits and finds it.
    const auto made = session.Execute(
        "INSERT INTO departments (name, sort_order, created_at, updated_at) VALUES (?, 0, ?, ?) "
        "ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)",
        {name, at, at});
    id = DepartmentId(made.insert_id);
    return {};
  }
  if (rows[0].Integer(1) == 0) {
    return DepartmentNotUsable(pointer, "is a department that is closed");
  }
  if (rows.size() > 1 && rows[1].Integer(1) != 0) {
    return DepartmentNotUsable(pointer, "is the name of several departments: give departmentId");
  }
  id = DepartmentId(rows[0].Integer(0));
  return {};
}

void KnowPosition(mysql::Session& session, const std::string& name) {
  if (!session.Query("SELECT id FROM positions WHERE name = ?", {name}).empty()) return;
  session.Execute(
      "INSERT INTO positions (name, sort_order) "
      "SELECT ?, COALESCE(MAX(p.sort_order), 0) + 10 FROM positions p "
      "ON DUPLICATE KEY UPDATE name = VALUES(name)",
      {name});
}

Placement PlacementOf(const Profile& profile) {
  return {profile.department_id, profile.department, profile.position, profile.manager};
}

void AppendHistory(mysql::Session& session,
                   EmployeeId employee,
                   Date effective_on,
                   const Placement& placement,
                   const char* kind,
                   const Note& note) {
  HistoryRows rows(session);
  rows.Add(employee, effective_on, placement, kind, note);
  rows.Finish();
}

HistoryRows::HistoryRows(mysql::Session& session)
    : rows_(session,
            "INSERT INTO employee_history (employee_id, effective_on, department_id, department, "
            "position, manager_id, kind, reason, actor_id, recorded_at) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") {}

void HistoryRows::Add(EmployeeId employee,
                      Date effective_on,
                      const Placement& placement,
                      const char* kind,
                      const Note& note) {
  rows_.Add({employee.value(), FormatDate(effective_on), IdValue(placement.department_id),
             placement.department, placement.position, IdValue(placement.manager), kind,
             mysql::Nullable(note.reason), IdValue(note.actor), note.at});
}

}  // namespace erp::employee
