#include "employee/domain/leave/compensatory_leave.h"

#include <algorithm>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

Date Plus(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

Minutes LongerHalf(Minutes workday) { return Minutes(workday.count() - workday.count() / 2); }

}  // namespace

Minutes WorkdayAround(const WorkingCalendar& calendar, Date date) {
  const Minutes own = calendar.On(date).workday;
  if (own > Minutes()) return own;
  Minutes longest;
  for (int i = 1; i < 7; ++i) longest = std::max(longest, calendar.On(Plus(date, i)).workday);
  return longest;
}

Result<Minutes> CreditedWork(const HolidayWork& work) {
  if (work.day.reason == DayReason::kWorkday) {
    return Error{ErrorCode::kConflict, "not-a-holiday",
                 "This date is a workday of the person, and no holiday."};
  }
  const Minutes beyond = work.worked - work.day.minutes();
  const Minutes half = LongerHalf(work.workday);
  if (beyond < half) {
    return Error{ErrorCode::kConflict, "not-enough-work",
                 "The work of that date is less than half a workday."};
  }
  const bool whole = work.day.reason != DayReason::kHalfHoliday && beyond >= work.workday;
  return whole ? work.workday : half;
}

std::string IdOfCompensation(EmployeeId employee, Date date) {
  std::string id("compensatory:");
  return id.append(employee.str()).append(":").append(FormatDate(date));
}

Result<Operation> CompensatoryGrant(const HolidayWork& work,
                                    const CompensatoryPolicy& policy,
                                    const EntryTime& now) {
  const auto credited = CreditedWork(work);
  if (!credited) return credited.error();
  const Date last = Plus(work.date, policy.valid_days);
  if (last < now.on) {
    return InvalidBody({{"/workDate", "is so long ago that the leave would have lapsed"}});
  }
  Operation grant;
  grant.id = IdOfCompensation(work.employee, work.date);
  grant.kind = EntryKind::kGrant;
  grant.minutes = Minutes((credited->count() * policy.percent + 99) / 100);
  grant.source = grant.id;
  grant.at = now.at;
  grant.on = now.on;
  grant.bucket = Bucket::kCompensatory;
  grant.validity = {work.date, last};
  return grant;
}

Error NotWorked() {
  return {ErrorCode::kConflict, "not-worked",
          "There is no attendance of that date with a check-out."};
}

}  // namespace erp::employee
