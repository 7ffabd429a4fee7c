#include "employee/store/attendance/mysql_attendance.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/failpoint.h"
#include "employee/domain/refusals.h"
#include "employee/store/attendance/attendance_corrections.h"
#include "employee/store/attendance/attendance_rows.h"

namespace erp::employee {
namespace {

constexpr std::size_t kPageOfPeople = 200;

std::int64_t Millionths(double degrees) { return std::llround(degrees * 1e6); }

// The record of the date that counts, under the lock of the account.
std::optional<AttendanceRecord> FindOfDate(mysql::Session& session,
                                           EmployeeId employee,
                                           Date date) {
  static const std::string sql = "SELECT " + kRecordColumns +
                                 " FROM attendance_records r "
                                 "WHERE r.employee_id = ? AND r.work_date = ?";
  const auto rows = session.Query(sql, {employee.value(), FormatDate(date)});
  if (rows.empty()) return std::nullopt;
  return ReadRecord(rows[0]);
}

RecordId InsertRecord(mysql::Session& session, const AttendanceRecord& record) {
  const auto& position = record.place.position;
  const auto metres = position ? mysql::Value(std::llround(position->accuracy_m)) : mysql::Value();
  const auto written = session.Execute(
      "INSERT INTO attendance_records (employee_id, work_date, status, check_in, milestone, "
      "version, "
      "client_time, place, latitude_e6, longitude_e6, accuracy_m) "
      "VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
      {record.employee.value(), FormatDate(record.work_date), StatusName(record.status),
       record.check_in, mysql::Nullable(record.milestone), mysql::Nullable(record.client_time),
       FindingName(record.place.finding),
       position ? mysql::Value(Millionths(position->point.latitude)) : mysql::Value(),
       position ? mysql::Value(Millionths(position->point.longitude)) : mysql::Value(), metres});
  return RecordId(written.insert_id);
}

Totals LeaveOf(mysql::Session& session, const AttendanceRecord& record) {
  static const std::string sql = "SELECT " + kTotalsColumns + " FROM " + kToday +
                                 " JOIN leave_accounts a WHERE a.employee_id = ?";
  const mysql::Values which{FormatDate(record.work_date), record.employee.value()};
  return ReadTotals(session.Query(sql, which).at(0), 0);
}

void StoreCheckOut(mysql::Session& session, const AttendanceRecord& record) {
  session.Execute(
      "UPDATE attendance_records SET status = ?, check_out = ?, version = version + 1 WHERE id = ?",
      {StatusName(record.status), mysql::Nullable(record.check_out), record.id.value()});
}

// What the transaction of a check-in has done.
struct Recorded {
  Attended attended;
  std::vector<Posted> grants;
};

Result<Recorded> Record(mysql::Session& session,
                        const AttendanceRecord& record,
                        const GrantOf& grant) {
  auto progress = LockActiveAttendance(session, record.employee);
  if (!progress) return progress.error();
  if (auto earlier = FindOfDate(session, record.employee, record.work_date)) {
    return Recorded{{*earlier, *progress, LeaveOf(session, record), true}, {}};
  }
  Recorded done{{record, *progress, {}, false}, {}};
  auto& attended = done.attended;
  ++attended.progress.dates;
  if (attended.progress.due()) attended.record.milestone = attended.progress.milestones + 1;
  attended.record.id = InsertRecord(session, attended.record);
  done.grants = GrantDue(session, record.employee, attended.progress, grant);
  StoreAccount(session, record.employee, attended.progress);
  attended.leave = LeaveOf(session, record);
  failpoint::Crash("attendance.recorded");
  return done;
}

std::optional<AttendanceRecord> FindRecord(mysql::Session& session, RecordId id, bool lock) {
  static const std::string sql =
      "SELECT " + kRecordColumns + " FROM attendance_records r WHERE r.id = ?";
  const auto rows = session.Query(lock ? sql + " FOR UPDATE" : sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadRecord(rows[0]);
}

Error VersionMismatch() {
  return {ErrorCode::kPreconditionFailed, "version-mismatch",
          "Somebody changed this record in the meantime; read it again."};
}

void StoreCorrected(mysql::Session& session, const AttendanceRecord& record) {
  session.Execute(
      "UPDATE attendance_records SET status = ?, check_in = ?, check_out = ?, milestone = ?, "
      "version = ? WHERE id = ?",
      {StatusName(record.status), record.check_in, mysql::Nullable(record.check_out),
       mysql::Nullable(record.milestone), record.version, record.id.value()});
}

// Counts the date of a correction anew, and grants what is due by it.
std::vector<Posted> CountAgain(mysql::Session& session,
                               AttendanceProgress progress,
                               const AttendanceRecord& before,
                               AttendanceRecord& after,
                               const GrantOf& grant) {
  if (before.counts() == after.counts()) return {};
  progress.dates += after.counts() ? 1 : -1;
  if (progress.due() && !after.milestone) after.milestone = progress.milestones + 1;
  auto grants = GrantDue(session, after.employee, progress, grant);
  StoreAccount(session, after.employee, progress);
  return grants;
}

// The account, then the record, are locked.
Result<CorrectedOnce> CorrectLocked(mysql::Session& session,
                                    const AttendanceProgress& progress,
                                    const AttendanceRecord& before,
                                    AttendanceRecord after,
                                    const CorrectionNote& note,
                                    const GrantOf& grant) {
  ++after.version;
  auto grants = CountAgain(session, progress, before, after, grant);
  StoreCorrected(session, after);
  InsertCorrection(session, {before, after, note});
  failpoint::Crash("attendance.corrected");
  return CorrectedOnce{after, std::move(grants)};
}

// A date that had no record gets one that does not count, which is corrected then.
AttendanceRecord InsertVoided(mysql::Session& session, AttendanceRecord record) {
  record.status = RecordStatus::kVoided;
  record.check_out.reset();
  record.milestone.reset();
  record.id = InsertRecord(session, record);
  return record;
}

Result<CorrectedOnce> CorrectDate(mysql::Session& session,
                                  EmployeeId employee,
                                  Date date,
                                  const AttendanceBook::CorrectOnDate& correct,
                                  const CorrectionNote& note,
                                  const GrantOf& grant) {
  if (session.Query("SELECT id FROM employees WHERE id = ? LOCK IN SHARE MODE", {employee.value()})
          .empty()) {
    return EmployeeNotFound();
  }
  const auto progress = LockAttendance(session, employee);
  auto before = FindOfDate(session, employee, date);
  if (before) before = FindRecord(session, before->id, true);
  if (const auto by = note.source ? CorrectedBy(session, *note.source) : std::nullopt) {
    if (!before || *by != before->id) return OperationIdReused();
    return CorrectedOnce{*before, {}};
  }
  auto after = correct(before);
  if (!after) return after.error();
  if (!before) {
    before = InsertVoided(session, *after);
    after->id = before->id;
  }
  if (SameTimes(*before, *after)) return CorrectedOnce{*before, {}};
  return CorrectLocked(session, progress, *before, *after, note, grant);
}

metrics::Counter CheckInCounter(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("attendance_check_ins_total", "Check-ins that were answered.",
                             {{"outcome", outcome}});
}

}  // namespace

MysqlAttendance::MysqlAttendance(mysql::Pool& pool, metrics::Registry& registry)
    : pool_(pool),
      ledger_metrics_(registry),
      new_(CheckInCounter(registry, "new")),
      repeated_(CheckInCounter(registry, "repeated")) {}

Result<Attended> MysqlAttendance::CheckIn(const AttendanceRecord& record, const GrantOf& grant) {
  // Safe to repeat after a lost commit: the record of the date shows whether it took effect.
  auto recorded =
      pool_.Transact([&](mysql::Session& session) { return Record(session, record, grant); },
                     mysql::LostCommit::kRepeat);
  if (!recorded) return recorded.error();
  if (!recorded->attended.repeated) failpoint::Crash("attendance.committed");
  (recorded->attended.repeated ? repeated_ : new_).Add();
  for (const auto& granted : recorded->grants) ledger_metrics_.Count(granted);
  return std::move(recorded->attended);
}

Result<AttendanceRecord> MysqlAttendance::CheckOut(EmployeeId employee,
                                                   Date date,
                                                   Date date_before,
                                                   const Choose& choose) {
  static const std::string sql =
      "SELECT " + kRecordColumns +
      " FROM attendance_records r WHERE r.employee_id = ? AND r.work_date IN (?, ?) "
      "AND r.status <> 'VOIDED' FOR UPDATE";
  const mysql::Values dates{employee.value(), FormatDate(date), FormatDate(date_before)};
  return pool_.Transact(
      [&](mysql::Session& session) -> Result<AttendanceRecord> {
        if (const auto locked = LockActiveAttendance(session, employee); !locked) {
          return locked.error();
        }
        std::vector<AttendanceRecord> records;
        for (const auto& row : session.Query(sql, dates)) records.push_back(ReadRecord(row));
        auto chosen = choose(records);
        if (!chosen) return chosen;
        StoreCheckOut(session, *chosen);
        ++chosen->version;
        return chosen;
      },
      mysql::LostCommit::kRepeat);
}

std::vector<AttendanceRecord> MysqlAttendance::History(EmployeeId employee,
                                                       std::optional<Date> before,
                                                       int limit) {
  std::string sql =
      "SELECT " + kRecordColumns + " FROM attendance_records r WHERE r.employee_id = ?";
  mysql::Values values{employee.value()};
  if (before) {
    sql += " AND r.work_date < ?";
    values.emplace_back(FormatDate(*before));
  }
  values.emplace_back(limit);
  std::vector<AttendanceRecord> records;
  for (const auto& row : pool_.Query(sql + " ORDER BY r.work_date DESC LIMIT ?", values)) {
    records.push_back(ReadRecord(row));
  }
  return records;
}

std::vector<AttendanceRecord> MysqlAttendance::Between(const std::vector<EmployeeId>& people,
                                                       Date from,
                                                       Date to) {
  if (people.empty()) return {};
  std::string sql = "SELECT " + kRecordColumns +
                    " FROM attendance_records r WHERE r.work_date BETWEEN ? AND ? "
                    "AND r.employee_id IN (?";
  mysql::Values values{FormatDate(from), FormatDate(to)};
  // Padded with the last one, so that there are few statements.
  const std::size_t size =
      people.size() == 1 ? 1 : std::max<std::size_t>(people.size(), kPageOfPeople);
  for (std::size_t n = 0; n < size; ++n) {
    if (n > 0) sql += ", ?";
    values.emplace_back(people[std::min(n, people.size() - 1)].value());
  }
  std::vector<AttendanceRecord> records;
  for (const auto& row : pool_.Query(sql + ") ORDER BY r.employee_id, r.work_date", values)) {
    records.push_back(ReadRecord(row));
  }
  return records;
}

std::optional<AttendanceProgress> MysqlAttendance::Progress(EmployeeId employee) {
  const auto rows = pool_.Query(
      "SELECT COALESCE(t.dates, 0), COALESCE(t.milestones, 0) FROM employees e "
      "LEFT JOIN attendance_accounts t ON t.employee_id = e.id WHERE e.id = ?",
      {employee.value()});
  if (rows.empty()) return std::nullopt;
  return AttendanceProgress{rows[0].Integer(0), rows[0].Integer(1)};
}

std::optional<CorrectedRecord> MysqlAttendance::Find(RecordId id) {
  return pool_.Transact([&](mysql::Session& session) -> std::optional<CorrectedRecord> {
    const auto record = FindRecord(session, id, false);
    if (!record) return std::nullopt;
    return CorrectedRecord{*record, CorrectionsOf(session, *record)};
  });
}

Result<AttendanceRecord> MysqlAttendance::Stored(Result<CorrectedOnce> corrected) const {
  if (!corrected) return corrected.error();
  for (const auto& granted : corrected->grants) ledger_metrics_.Count(granted);
  return corrected->record;
}

Result<AttendanceRecord> MysqlAttendance::Change(RecordId id,
                                                 std::optional<std::int64_t> expected,
                                                 const Correct& correct,
                                                 const CorrectionNote& note,
                                                 const GrantOf& grant) {
  auto changed = pool_.Transact(
      [&](mysql::Session& session) -> Result<CorrectedOnce> {
        const auto seen = FindRecord(session, id, false);
        if (!seen) return RecordNotFound();
        const auto progress = LockAttendance(session, seen->employee);
        const auto before = FindRecord(session, id, true).value();
        if (const auto by = note.source ? CorrectedBy(session, *note.source) : std::nullopt) {
          if (*by != id) return OperationIdReused();
          return CorrectedOnce{before, {}};
        }
        const auto after = correct(before);
        if (!after) return after.error();
        if (SameTimes(before, *after)) return CorrectedOnce{before, {}};
        if (expected && *expected != before.version) return VersionMismatch();
        return CorrectLocked(session, progress, before, *after, note, grant);
      },
      mysql::LostCommit::kRepeat);
  return Stored(std::move(changed));
}

Result<AttendanceRecord> MysqlAttendance::ChangeDay(EmployeeId employee,
                                                    Date date,
                                                    const CorrectOnDate& correct,
                                                    const CorrectionNote& note,
                                                    const GrantOf& grant) {
  auto changed = pool_.Transact(
      [&](mysql::Session& session) {
        return CorrectDate(session, employee, date, correct, note, grant);
      },
      mysql::LostCommit::kRepeat);
  return Stored(std::move(changed));
}

std::int64_t MysqlAttendance::CloseOpen(Date last, Instant began_before, bool dry_run) {
  const mysql::Values which{FormatDate(last), began_before};
  if (dry_run) {
    return pool_
        .Query(
            "SELECT COUNT(*) FROM attendance_records "
            "WHERE status = 'CHECKED_IN' AND work_date <= ? AND check_in < ?",
            which)
        .at(0)
        .Integer(0);
  }
  std::int64_t closed = 0;
  for (;;) {
    const auto some = pool_.Transact([&](mysql::Session& session) {
      return session
          .Execute(
              "UPDATE attendance_records SET status = 'CHECK_OUT_MISSING', version = version + 1 "
              "WHERE status = 'CHECKED_IN' AND work_date <= ? AND check_in < ? "
              "ORDER BY work_date, id LIMIT 500",
              which)
          .matched;
    });
    closed += some;
    if (some == 0) return closed;
  }
}

}  // namespace erp::employee
