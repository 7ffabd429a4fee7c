#include "employee/domain/attendance/day_correction.h"

#include <string>
#include <utility>

#include "employee/domain/attendance/correction.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

// The pointers of the members of a document's correction.
Error ByItsMembers(Error error) {
  for (auto& field : error.fields) {
    if (field.pointer == "/checkInTime") field.pointer = "/checkIn";
    if (field.pointer == "/checkOutTime") field.pointer = "/checkOut";
  }
  return error;
}

Instant CheckOutOf(const DayCorrection& correction, Instant check_in, const TimeZone& zone) {
  const auto on_date = zone.InstantOf({correction.work_date, *correction.check_out});
  if (on_date > check_in) return on_date;
  const Date next = std::chrono::sys_days(correction.work_date) + std::chrono::days(1);
  return zone.InstantOf({next, *correction.check_out});
}

}  // namespace

Result<AttendanceRecord> CorrectedDay(EmployeeId employee,
                                      const std::optional<AttendanceRecord>& record,
                                      const DayCorrection& correction,
                                      Instant now,
                                      const TimeZone& zone) {
  if (correction.absent) {
    if (!record) return InvalidBody({{"/absent", "there is no record of that date"}});
    return Corrected(*record, {.voided = true}, now, zone);
  }
  if (!record && !correction.check_in) {
    return InvalidBody({{"/checkIn", "is required: there is no record of that date"}});
  }
  AttendanceRecord before;
  before.employee = employee;
  before.work_date = correction.work_date;
  before.status = RecordStatus::kVoided;
  if (record) before = *record;
  RecordChange change{.voided = false};
  if (correction.check_in) {
    change.check_in = zone.InstantOf({correction.work_date, *correction.check_in});
  }
  if (correction.check_out) {
    change.check_out = CheckOutOf(correction, change.check_in.value_or(before.check_in), zone);
  }
  auto after = Corrected(before, change, now, zone);
  if (!after) return ByItsMembers(after.error());
  return after;
}

}  // namespace erp::employee
