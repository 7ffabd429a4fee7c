#include "employee/app/attendance/correct_record.h"

#include <utility>

namespace erp::employee {

CorrectRecord::CorrectRecord(AttendanceBook& book, CompanyClock clock, AttendancePolicy policy)
    : book_(book), clock_(std::move(clock)), policy_(std::move(policy)) {}

Result<AttendanceRecord> CorrectRecord::Run(RecordId id,
                                            const WantedCorrection& wanted,
                                            std::optional<std::int64_t> expected) {
  const Moment now = clock_.Now();
  const CorrectionNote note{wanted.reason, wanted.actor, wanted.source, now.at};
  return book_.Change(
      id, expected,
      [&](const AttendanceRecord& record) {
        return Corrected(record, wanted.change, now.at, clock_.zone());
      },
      note,
      [&](EmployeeId employee, std::int64_t milestone) {
        return MilestoneGrant(employee, milestone, now.on, now.at, policy_.reward_valid_months);
      });
}

Result<CorrectedRecord> CorrectRecord::Get(RecordId id) {
  auto record = book_.Find(id);
  if (!record) return RecordNotFound();
  return *std::move(record);
}

}  // namespace erp::employee
