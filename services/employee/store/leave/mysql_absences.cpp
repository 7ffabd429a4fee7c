#include "employee/store/leave/mysql_absences.h"

#include <stdexcept>
#include <string>

#include "employee/domain/refusals.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"

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

std::int64_t ActorOf(const RequestKey& key) { return key.actor ? key.actor->value() : 0; }

// What an earlier request with this key recorded, if there was one.
std::optional<Result<RecordedAbsence>> FindRecorded(mysql::Session& session,
                                                    const Absence& absence,
                                                    const RequestKey& key) {
  const auto keys = session.Query(
      "SELECT fingerprint, resource_id FROM idempotency "
      "WHERE actor_id = ? AND route = ? AND request_key = ?",
      {ActorOf(key), RouteOf(absence), key.key});
  if (keys.empty()) return std::nullopt;
  if (keys[0].Text(0) != key.fingerprint) {
    return Result<RecordedAbsence>(Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                                         "This Idempotency-Key was used for another request."});
  }
  const auto rows = session.Query(kSelect + "WHERE id = ?", {keys[0].Integer(1)});
  return Result<RecordedAbsence>(RecordedAbsence{ReadAbsence(rows.at(0)), true});
}

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

Result<RecordedAbsence> MysqlAbsences::Add(const Absence& absence,
                                           const std::optional<RequestKey>& key) {
  return pool_.Transact([&](mysql::Session& session) -> Result<RecordedAbsence> {
    if (!LockEmployee(session, absence.employee)) return EmployeeNotFound();
    // Under the lock: of two requests with one key the second one finds the first.
    if (key) {
      if (auto earlier = FindRecorded(session, absence, *key)) return *std::move(earlier);
    }
    if (Overlaps(session, absence)) return AbsenceOverlap();
    RecordedAbsence recorded{absence, false};
    recorded.absence.id = Insert(session, absence);
    if (key) {
      session.Execute(
          "INSERT INTO idempotency "
          "(actor_id, route, request_key, fingerprint, resource_id, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?)",
          {ActorOf(*key), RouteOf(absence), key->key, key->fingerprint, recorded.absence.id.value(),
           absence.at});
    }
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
