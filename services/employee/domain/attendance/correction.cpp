#include "employee/domain/attendance/correction.h"

#include <utility>
#include <vector>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::chrono::hours kLongest{24};

std::vector<FieldError> Mistakes(const AttendanceRecord& record,
                                 Instant now,
                                 const TimeZone& zone) {
  std::vector<FieldError> mistakes;
  const auto& out = record.check_out;
  if (zone.DateAt(record.check_in) != record.work_date) {
    mistakes.push_back({"/checkInTime", "must be on the date of the record"});
  } else if (record.check_in > now) {
    mistakes.push_back({"/checkInTime", "must not be in the future"});
  }
  if (out && *out <= record.check_in) {
    mistakes.push_back({"/checkOutTime", "must be after the check-in"});
  } else if (out && *out - record.check_in > kLongest) {
    mistakes.push_back({"/checkOutTime", "must be at most 24 hours after the check-in"});
  } else if (out && *out > now) {
    mistakes.push_back({"/checkOutTime", "must not be in the future"});
  }
  return mistakes;
}

RecordStatus StatusOf(const AttendanceRecord& before,
                      const AttendanceRecord& after,
                      bool voided,
                      Date today) {
  if (voided) return RecordStatus::kVoided;
  if (after.check_out) return RecordStatus::kCheckedOut;
  const bool open = before.status == RecordStatus::kCheckedIn || after.work_date == today;
  return open ? RecordStatus::kCheckedIn : RecordStatus::kCheckOutMissing;
}

}  // namespace

Result<AttendanceRecord> Corrected(const AttendanceRecord& record,
                                   const RecordChange& change,
                                   Instant now,
                                   const TimeZone& zone) {
  AttendanceRecord after = record;
  after.check_in = change.check_in.value_or(record.check_in);
  after.check_out = change.check_out.value_or(record.check_out);
  after.status =
      StatusOf(record, after, change.voided.value_or(!record.counts()), zone.DateAt(now));
  // What is not changed was right when it was stored.
  if (SameTimes(record, after)) return after;
  if (change.check_in || change.check_out) {
    if (auto mistakes = Mistakes(after, now, zone); !mistakes.empty()) {
      return InvalidBody(std::move(mistakes));
    }
  }
  return after;
}

bool SameTimes(const AttendanceRecord& a, const AttendanceRecord& b) {
  return a.check_in == b.check_in && a.check_out == b.check_out && a.status == b.status;
}

}  // namespace erp::employee
