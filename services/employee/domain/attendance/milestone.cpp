#include "employee/domain/attendance/milestone.h"

#include <algorithm>
#include <string>

namespace erp::employee {
namespace {

// The last day of `months` months that begin with `from`: of 2026-11-27 and 12 months 2027-11-26.
Date LastDay(Date from, int months) {
  auto end = from + std::chrono::months(months);
  // A month without that day ends before it would come.
  if (!end.ok()) return end.year() / end.month() / std::chrono::last;
  return std::chrono::sys_days(end) - std::chrono::days(1);
}

}  // namespace

std::int64_t AttendanceProgress::running() const {
  return std::clamp<std::int64_t>(dates - milestones * kDatesOfAMilestone, 0,
                                  kDatesOfAMilestone - 1);
}

Operation MilestoneGrant(
    EmployeeId employee, std::int64_t milestone, Date reached, Instant at, int valid_months) {
  Operation grant;
  grant.id.append("attendance:").append(employee.str()).append(":");
  grant.id.append(std::to_string(milestone));
  grant.kind = EntryKind::kGrant;
  grant.minutes = Minutes::OfDays(1);
  grant.source = grant.id;
  grant.at = at;
  grant.on = reached;
  grant.bucket = Bucket::kReward;
  grant.validity.from = reached;
  if (valid_months > 0) grant.validity.to = LastDay(reached, valid_months);
  return grant;
}

}  // namespace erp::employee
