#include "employee/app/attendance/check_out.h"

#include <utility>

namespace erp::employee {

CheckOut::CheckOut(AttendanceBook& book, CompanyClock clock, std::chrono::minutes window)
    : book_(book), clock_(std::move(clock)), window_(window) {}

Result<AttendanceRecord> CheckOut::Run(EmployeeId employee) {
  const Moment now = clock_.Now();
  const Date before = std::chrono::sys_days(now.on) - std::chrono::days(1);
  return book_.CheckOut(employee, now.on, before,
                        [&](const std::vector<AttendanceRecord>& records) {
                          return CheckedOut(records, now.at, clock_.zone(), window_);
                        });
}

}  // namespace erp::employee
