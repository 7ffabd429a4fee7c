#include "employee/app/attendance/close_forgotten.h"

#include <algorithm>
#include <utility>

namespace erp::employee {

CloseForgotten::CloseForgotten(AttendanceBook& book,
                               CompanyClock clock,
                               std::chrono::minutes window)
    : book_(book), clock_(std::move(clock)), window_(window) {}

std::int64_t CloseForgotten::Run(Date date, bool dry_run) {
  const Moment now = clock_.Now();
  const Date yesterday = std::chrono::sys_days(now.on) - std::chrono::days(1);
  return book_.CloseOpen(std::min(date, yesterday), now.at - window_, dry_run);
}

}  // namespace erp::employee
