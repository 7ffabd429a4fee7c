#include "employee/store/attendance/attendance_rows.h"

#include <stdexcept>
#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr double kMillionths = 1e6;

Error Inactive() {
  return {ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
}

std::optional<Instant> OptionalTime(const mysql::Row& row, std::size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Time(column));
}

std::optional<Position> ReadPosition(const mysql::Row& row, std::size_t first) {
  if (row.IsNull(first)) return std::nullopt;
  return Position{{static_cast<double>(row.Integer(first)) / kMillionths,
                   static_cast<double>(row.Integer(first + 1)) / kMillionths},
                  static_cast<double>(row.Integer(first + 2))};
}

}  // namespace

const std::string kRecordColumns =
    "r.id, r.employee_id, r.work_date, r.status, r.check_in, r.check_out, r.milestone, r.version, "
    "r.client_time, r.place, r.latitude_e6, r.longitude_e6, r.accuracy_m";

AttendanceRecord ReadRecord(const mysql::Row& row) {
  AttendanceRecord record;
  record.id = RecordId(row.Integer(0));
  record.employee = EmployeeId(row.Integer(1));
  const auto status = ParseRecordStatus(row.Text(3));
  const auto finding = ParseFinding(row.Text(9));
  const auto date = ParseDate(row.Text(2));
  if (!status || !finding || !date) {
    throw std::logic_error("attendance_records has a row that cannot be read: " + record.id.str());
  }
  record.work_date = *date;
  record.status = *status;
  record.check_in = row.Time(4);
  record.check_out = OptionalTime(row, 5);
  record.milestone = row.OptionalInteger(6);
  record.version = row.Integer(7);
  record.client_time = OptionalTime(row, 8);
  record.place = {*finding, ReadPosition(row, 10)};
  return record;
}

Result<AttendanceProgress> LockActiveAttendance(mysql::Session& session, EmployeeId employee) {
  const auto people = session.Query("SELECT active FROM employees WHERE id = ? LOCK IN SHARE MODE",
                                    {employee.value()});
  if (people.empty()) return EmployeeNotFound();
  if (people[0].Integer(0) == 0) return Inactive();
  return LockAttendance(session, employee);
}

AttendanceProgress LockAttendance(mysql::Session& session, EmployeeId employee) {
  session.Execute(
      "INSERT INTO attendance_accounts (employee_id, dates, milestones) VALUES (?, 0, 0) "
      "ON DUPLICATE KEY UPDATE employee_id = employee_id",
      {employee.value()});
  const auto rows = session.Query(
      "SELECT dates, milestones FROM attendance_accounts WHERE employee_id = ? FOR UPDATE",
      {employee.value()});
  return AttendanceProgress{rows.at(0).Integer(0), rows[0].Integer(1)};
}

void StoreAccount(mysql::Session& session,
                  EmployeeId employee,
                  const AttendanceProgress& progress) {
  session.Execute("UPDATE attendance_accounts SET dates = ?, milestones = ? WHERE employee_id = ?",
                  {progress.dates, progress.milestones, employee.value()});
}

std::vector<Posted> GrantDue(mysql::Session& session,
                             EmployeeId employee,
                             AttendanceProgress& progress,
                             const GrantOf& grant) {
  std::vector<Posted> granted;
  while (progress.due()) {
    auto posted = PostEntries(session, employee, {grant(employee, progress.milestones + 1)});
    // An id that stands in the ledger already has been granted, whatever it says.
    if (posted) granted.push_back(*std::move(posted));
    ++progress.milestones;
  }
  return granted;
}

}  // namespace erp::employee
