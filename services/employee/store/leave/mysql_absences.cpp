#include "employee/store/leave/mysql_absences.h"

#include <stdexcept>
#include <string>

#include "employee/domain/refusals.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/request_keys.h"

namespace erp::employee {
namespace {

const std::string kSelect =
    "SELECT id, employee_id, kind, from_date, to_date, decisive, reason, actor_id, at "
    "FROM absences ";

Absence ReadAbsence(const mysql::Row& row) {
  const auto kind = ParseAbsenceKind(row.Text(2));
  if (!kind) throw std::logic_error("absences has a kind that is not known: " + row.Text(2));
  Absence absence;
  absence.id = AbsenceId(row.Integer(0));
  absence.employee = EmployeeId(row.Integer(1));
  absence.kind = *kind;
  absence.from = OptionalDate(row, 3).value();
  absence.to = OptionalDate(row, 4).value();
  absence.decisive = OptionalDate(row, 5);
  absence.reason = row.OptionalText(6);
  absence.actor = ReadId<EmployeeId>(row, 7);
  absence.at = row.Time(8);
  return absence;
}

// Of the absences of one person.
std::string RouteOf(const Absence& absence) { return "absence " + absence.employee.str(); }

AbsenceId Insert(mysql::Session& session, const Absence& absence) {
  const auto written = session.Execute(
      "INSERT INTO absences (employee_id, kind, from_date, to_date, decisive, reason, actor_id, "
      "at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {absence.employee.value(), AbsenceKindName(absence.kind), FormatDate(absence.from),
       FormatDate(absence.to), DateValue(absence.decisive), mysql::Nullable(absence.reason),
       IdValue(absence.actor), absence.at});
  return AbsenceId(static_cast<std::int64_t>(written.insert_id));
}

bool Overlaps(mysql::Session& session, const Absence& absence) {
  return !session
              .Query(
                  "SELECT id FROM absences WHERE employee_id = ? AND from_date <= ? AND "
                  "to_date >= ? AND removed_at IS NULL LIMIT 1",
                  {absence.employee.value(), FormatDate(absence.to), FormatDate(absence.from)})
              .empty();
}

}  // namespace

std::vector<Absence> MysqlAbsences::Of(EmployeeId employee) {
  static const std::string sql =
      kSelect + "WHERE employee_id = ? AND removed_at IS NULL ORDER BY from_date";
  std::vector<Absence> absences;
  for (const auto& row : pool_.Query(sql, {employee.value()})) absences.push_back(ReadAbsence(row));
  return absences;
}

Result<Made<Absence>> MysqlAbsences::Add(const Absence& absence,
                                         const std::optional<RequestKey>& key) {
  const auto route = RouteOf(absence);
  return pool_.Transact([&](mysql::Session& session) -> Result<Made<Absence>> {
    if (!LockEmployee(session, absence.employee)) return EmployeeNotFound();
    // Under the lock: of two requests with one key the second one finds the first.
    if (const auto earlier = FindKey(session, route, key)) {
      if (!*earlier) return earlier->error();
      const auto rows = session.Query(kSelect + "WHERE id = ?", {**earlier});
      return Made(ReadAbsence(rows.at(0)), true);
    }
    if (Overlaps(session, absence)) return AbsenceOverlap();
    Made recorded(absence);
    recorded.id = Insert(session, absence);
    TakeKey(session, route, key, recorded.id.value(), absence.at);
    return recorded;
  });
}

Result<void> MysqlAbsences::Remove(EmployeeId employee,
                                   AbsenceId id,
                                   std::optional<EmployeeId> actor,
                                   Instant at) {
  // Safe to repeat after a lost commit: what is removed stays so.
  return pool_.Transact(
      [&](mysql::Session& session) -> Result<void> {
        if (!LockEmployee(session, employee)) return EmployeeNotFound();
        const auto rows = session.Query(
            "SELECT removed_at IS NULL FROM absences WHERE id = ? AND employee_id = ?",
            {id.value(), employee.value()});
        if (rows.empty()) return AbsenceNotFound();
        if (rows[0].Integer(0) != 0) {
          session.Execute("UPDATE absences SET removed_by = ?, removed_at = ? WHERE id = ?",
                          {IdValue(actor), at, id.value()});
        }
        return {};
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
