// Use case: what there is about somebody's attendance.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/attendance/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the book.
class ReadAttendance {
 public:
  // `book` must outlive the use case.
  explicit ReadAttendance(AttendanceBook& book) : book_(book) {}

  // Newest first, with dates before `before`. Refuses an unknown employee.
  Result<std::vector<AttendanceRecord>> History(EmployeeId employee,
                                                std::optional<Date> before,
                                                int limit);
  Result<AttendanceProgress> Progress(EmployeeId employee);

 private:
  AttendanceBook& book_;
};

}  // namespace erp::employee
