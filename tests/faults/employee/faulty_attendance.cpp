#include "faults/employee/faulty_attendance.h"

#include "employee/store/database.h"
#include "faults/hit.h"

namespace erp::employee {

FaultyAttendance::FaultyAttendance(const Config& config, AttendanceBook& book, LeaveLedger& ledger)
    : pool_({.connect = Database(config)}, registry_), book_(book), ledger_(ledger) {}

Result<Attended> FaultyAttendance::CheckIn(const AttendanceRecord& record, const GrantOf& grant) {
  auto attended = book_.CheckIn(record, grant);
  if (attended && attended->repeated && faults::Hit("attendance.count-again")) {
    CountAgain(*attended, grant);
  }
  return attended;
}

void FaultyAttendance::CountAgain(const Attended& attended, const GrantOf& grant) {
  const auto employee = attended.record.employee;
  AttendanceProgress progress = attended.progress;
  ++progress.dates;
  if (progress.due()) {
    const auto posted = ledger_.Post(employee, {grant(employee, progress.milestones + 1)});
    if (posted) ++progress.milestones;
  }
  pool_.Acquire()->Execute(
      "UPDATE attendance_accounts SET dates = ?, milestones = ? WHERE employee_id = ?",
      {progress.dates, progress.milestones, employee.value()});
}

}  // namespace erp::employee
