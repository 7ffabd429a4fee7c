#include "employee/app/attendance/correct_day.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<AttendanceRecord> CorrectDay::Run(const WantedDay& wanted) {
  const Moment now = clock_.Now();
  const CorrectionNote note{wanted.reason, std::nullopt, wanted.source, now.at};
  return book_.ChangeDay(
      wanted.employee, wanted.correction.work_date,
      [&](const std::optional<AttendanceRecord>& record) {
        return CorrectedDay(wanted.employee, record, wanted.correction, now.at, clock_.zone());
      },
      note,
      [&](EmployeeId employee, std::int64_t milestone) {
        return MilestoneGrant(employee, milestone, now.on, now.at, policy_.reward_valid_months);
      });
}

Result<void> CorrectDay::Check(EmployeeId employee, const DayCorrection& correction) {
  if (!book_.Progress(employee)) return EmployeeNotFound();
  const auto records = book_.Between({employee}, correction.work_date, correction.work_date);
  const auto record = records.empty() ? std::nullopt : std::optional(records.front());
  const auto after = CorrectedDay(employee, record, correction, clock_.Now().at, clock_.zone());
  if (!after) return after.error();
  return {};
}

}  // namespace erp::employee
