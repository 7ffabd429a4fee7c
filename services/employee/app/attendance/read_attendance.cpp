#include "employee/app/attendance/read_attendance.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<std::vector<AttendanceRecord>> ReadAttendance::History(EmployeeId employee,
                                                              std::optional<Date> before,
                                                              int limit) {
  auto records = book_.History(employee, before, limit);
  if (records.empty() && !book_.Progress(employee)) return EmployeeNotFound();
  return records;
}

Result<AttendanceProgress> ReadAttendance::Progress(EmployeeId employee) {
  const auto progress = book_.Progress(employee);
  if (!progress) return EmployeeNotFound();
  return *progress;
}

}  // namespace erp::employee
