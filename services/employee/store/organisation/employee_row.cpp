#include "employee/store/organisation/employee_row.h"

#include <utility>
#include <vector>

#include "employee/domain/organisation/person_changed.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/reporting_line.h"

namespace erp::employee {
namespace {

void Store(mysql::Session& session, const Employee& changed, Instant at) {
  const auto& profile = changed.profile;
  session.Execute(
      "UPDATE employees SET name = ?, email = ?, department = ?, position = ?, manager_id = ?, "
      "hired_on = ?, department_id = ?, number = ?, active = ?, version = version + 1, "
      "updated_at = ?, deactivated_at = ? WHERE id = ?",
      {profile.name, mysql::Nullable(profile.email), profile.department, profile.position,
       IdValue(profile.manager), DateValue(profile.hired_on), IdValue(profile.department_id),
       mysql::Nullable(changed.number), changed.active, at,
       changed.active ? mysql::Value() : mysql::Value(at), changed.id.value()});
}

// As Store stores it.
PersonChanged ChangeOf(std::vector<PersonChange> changes,
                       const Employee& before,
                       Employee after,
                       Moment now) {
  after.version = before.version + 1;
  return {.changes = std::move(changes),
          .before = before,
          .after = std::move(after),
          .reassign_to = std::nullopt,
          .effective_on = now.on,
          .at = now.at};
}

}  // namespace

Employee ReadEmployee(const mysql::Row& row) {
  Employee employee;
  employee.id = EmployeeId(row.Integer(0));
  auto& profile = employee.profile;
  profile.name = row.Text(1);
  profile.email = row.OptionalText(2);
  profile.department = row.Text(3);
  profile.position = row.Text(4);
  profile.manager = ReadId<EmployeeId>(row, 5);
  profile.hired_on = OptionalDate(row, 6);
  employee.active = row.Integer(7) != 0;
  employee.version = row.Integer(8);
  employee.created_at = row.Time(9);
  profile.department_id = ReadId<DepartmentId>(row, 10);
  employee.number = row.OptionalText(11);
  employee.left_on = OptionalDate(row, 12);
  return employee;
}

std::optional<Employee> LockEmployee(mysql::Session& session, EmployeeId id) {
  static const std::string sql =
      "SELECT " + kEmployeeColumns + " FROM employees e WHERE e.id = ? FOR UPDATE";
  const auto rows = session.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadEmployee(rows[0]);
}

void WriteChange(mysql::Session& session,
                 Outgoing& outgoing,
                 const Employee& before,
                 const Employee& after,
                 Moment now) {
  auto changes = Differences(before, after);
  if (changes.empty()) return;
  Store(session, after, now.at);
  outgoing.Append(ChangeOf(std::move(changes), before, after, now));
}

void WriteRoleChange(mysql::Session& session,
                     Outgoing& outgoing,
                     const Employee& person,
                     Moment now) {
  Store(session, person, now.at);
  outgoing.Append(ChangeOf({PersonChange::kRoleSet}, person, person, now));
}

std::optional<Error> StoreRow(mysql::Session& session,
                              Outgoing& outgoing,
                              const Employee& before,
                              Employee& after,
                              Moment now) {
  auto& profile = after.profile;
  const auto& was = before.profile;
  if (profile.manager && profile.manager != was.manager) {
    if (auto refusal = RefusalOfManager(session, before.id, *profile.manager)) return refusal;
  }
  if (profile.department != was.department || profile.department_id != was.department_id) {
    const auto placed =
        PlaceInDepartment(session, profile.department_id, profile.department, now.at);
    if (!placed) return placed.error();
  }
  if (profile.position != was.position) KnowPosition(session, profile.position);
  WriteChange(session, outgoing, before, after, now);
  return std::nullopt;
}

std::optional<Error> StoreChanged(mysql::Session& session,
                                  Outgoing& outgoing,
                                  const Employee& before,
                                  Employee& after,
                                  const Record& record) {
  if (auto refusal = StoreRow(session, outgoing, before, after, record.now)) return refusal;
  const auto placement = PlacementOf(after.profile);
  if (placement != PlacementOf(before.profile)) {
    AppendHistory(session, before.id, record.now.on, placement, record.kind, record.note);
  }
  return std::nullopt;
}

}  // namespace erp::employee
