#include "employee/app/leave/grant_compensatory_leave.h"

#include <algorithm>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

LeaveNotice NoticeOf(EmployeeId employee, Date work_date, const Operation& grant) {
  return {.id = grant.id,
          .recipient = employee,
          .kind = "LEAVE_GRANTED",
          .title = "보상휴가",
          .text = Message("You are given {} minutes of leave for the work on {}; use them by {}.",
                          grant.minutes.count(), FormatDate(work_date),
                          FormatDate(grant.validity.to.value()))};
}

}  // namespace

bool GrantCompensatoryLeave::MayGrant(const Employee& employee, EmployeeId actor) {
  if (actor == employee.id) return false;
  const auto found = from_.people.FindMany({actor});
  if (found.empty() || !found.front().active) return false;
  return employee.profile.manager == actor || from_.human_resources.Includes(found.front());
}

std::optional<Posting> GrantCompensatoryLeave::Granted(EmployeeId employee, Date date) {
  const auto id = IdOfCompensation(employee, date);
  for (const auto& entry : from_.ledger.Entries(employee)) {
    if (entry.operation.id != id) continue;
    const auto totals = from_.ledger.Balance(employee, clock_.Today());
    return Posting{entry, totals.value_or(Totals()), true};
  }
  return std::nullopt;
}

Result<Posting> GrantCompensatoryLeave::Run(EmployeeId employee, const WantedCompensation& wanted) {
  const auto found = from_.people.FindMany({employee});
  if (found.empty()) return EmployeeNotFound();
  const auto& person = found.front();
  if (!MayGrant(person, wanted.actor)) {
    return Error{ErrorCode::kForbidden, "may-not-grant",
                 "Only human resources and the person's manager grant this leave."};
  }
  const Date date = wanted.work_date;
  if (auto before = Granted(employee, date)) return *std::move(before);
  if (!person.active) {
    return Error{ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
  }
  const auto records = from_.attendance.Between({employee}, date, date);
  const auto worked = std::find_if(records.begin(), records.end(),
                                   [](const auto& record) { return record.work_minutes(); });
  if (worked == records.end()) return NotWorked();
  const auto calendar = from_.calendars.Of(employee);
  const auto now = clock_.Now();
  auto grant = CompensatoryGrant({.employee = employee,
                                  .date = date,
                                  .worked = Minutes(worked->work_minutes().value()),
                                  .day = calendar.On(date),
                                  .workday = WorkdayAround(calendar, date)},
                                 policy_, {now.at, now.on});
  if (!grant) return grant.error();
  grant->reason = wanted.reason;
  grant->actor = wanted.actor;
  auto posting = from_.notifying.Post(employee, {*grant}, NoticeOf(employee, date, *grant));
  if (!posting && posting.error().code == ErrorCode::kKeyReused) {
    // Another one was quicker, with another reason or before a correction: theirs is the grant.
    if (auto quicker = Granted(employee, date)) return *std::move(quicker);
  }
  return posting;
}

}  // namespace erp::employee
