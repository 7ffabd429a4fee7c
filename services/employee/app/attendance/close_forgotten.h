// Use case: days on which nobody checked out are closed (퇴근 누락). A job runs it.
#pragma once

#include <chrono>
#include <cstdint>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"

namespace erp::employee {

// Thread-safe; blocks on the book.
class CloseForgotten {
 public:
  // `book` must outlive the use case. `window`: AttendancePolicy::check_out_window.
  CloseForgotten(AttendanceBook& book, CompanyClock clock, std::chrono::minutes window);

  // Closes the open records of dates up to `date`, of past ones only and none that a check-out may
  // still end: CHECK_OUT_MISSING, without minutes of work. Returns how many; with `dry_run` how
  // many it would be. Run again, or by several at once, it closes each once.
  std::int64_t Run(Date date, bool dry_run = false);

 private:
  AttendanceBook& book_;
  const CompanyClock clock_;
  const std::chrono::minutes window_;
};

}  // namespace erp::employee
