#include "employee/store/attendance/attendance_corrections.h"

#include <stdexcept>

namespace erp::employee {
namespace {

std::optional<Instant> OptionalTime(const mysql::Row& row, std::size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Time(column));
}

// What a correction says of the record at one side, in three columns.
AttendanceRecord ReadSide(AttendanceRecord record,
                          const mysql::Row& row,
                          std::size_t first,
                          std::int64_t version) {
  const auto status = ParseRecordStatus(row.Text(first));
  if (!status) throw std::logic_error("attendance_corrections has a status that is not known");
  record.status = *status;
  record.check_in = row.Time(first + 1);
  record.check_out = OptionalTime(row, first + 2);
  record.version = version;
  return record;
}

}  // namespace

std::optional<RecordId> CorrectedBy(mysql::Session& session, const std::string& source) {
  const auto rows =
      session.Query("SELECT record_id FROM attendance_corrections WHERE source = ?", {source});
  if (rows.empty()) return std::nullopt;
  return RecordId(rows[0].Integer(0));
}

void InsertCorrection(mysql::Session& session, const Correction& correction) {
  const auto& [before, after, note] = correction;
  session.Execute(
      "INSERT INTO attendance_corrections (record_id, version, before_status, before_check_in, "
      "before_check_out, after_status, after_check_in, after_check_out, reason, actor_id, source, "
      "at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {after.id.value(), after.version, StatusName(before.status), before.check_in,
       mysql::Nullable(before.check_out), StatusName(after.status), after.check_in,
       mysql::Nullable(after.check_out), note.reason,
       note.actor ? mysql::Value(note.actor->value()) : mysql::Value(),
       mysql::Nullable(note.source), note.at});
}

std::vector<Correction> CorrectionsOf(mysql::Session& session, const AttendanceRecord& record) {
  std::vector<Correction> corrections;
  for (const auto& row : session.Query(
           "SELECT version, before_status, before_check_in, before_check_out, after_status, "
           "after_check_in, after_check_out, reason, actor_id, source, at "
           "FROM attendance_corrections WHERE record_id = ? ORDER BY version DESC",
           {record.id.value()})) {
    const auto version = row.Integer(0);
    CorrectionNote note{row.Text(7), std::nullopt, row.OptionalText(9), row.Time(10)};
    if (const auto actor = row.OptionalInteger(8)) note.actor = EmployeeId(*actor);
    corrections.push_back({ReadSide(record, row, 1, version - 1), ReadSide(record, row, 4, version),
                           std::move(note)});
  }
  return corrections;
}

}  // namespace erp::employee
