// Use case: somebody goes home (퇴근).
#pragma once

#include <chrono>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"

namespace erp::employee {

// Thread-safe; blocks on the book.
class CheckOut {
 public:
  // `book` must outlive the use case. `window`: AttendancePolicy::check_out_window.
  CheckOut(AttendanceBook& book, CompanyClock clock, std::chrono::minutes window);

  // The record that ends now (domain/attendance/record.h says which, and what a repeat does).
  // Refuses with "not-checked-in", and as AttendanceBook::CheckOut does.
  Result<AttendanceRecord> Run(EmployeeId employee);

 private:
  AttendanceBook& book_;
  const CompanyClock clock_;
  const std::chrono::minutes window_;
};

}  // namespace erp::employee
