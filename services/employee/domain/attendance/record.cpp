#include "employee/domain/attendance/record.h"

#include <algorithm>
#include <array>

namespace erp::employee {
namespace {

struct NamedStatus {
  RecordStatus status;
  const char* name;
};
constexpr std::array kStatuses{NamedStatus{RecordStatus::kCheckedIn, "CHECKED_IN"},
                               NamedStatus{RecordStatus::kCheckedOut, "CHECKED_OUT"},
                               NamedStatus{RecordStatus::kCheckOutMissing, "CHECK_OUT_MISSING"},
                               NamedStatus{RecordStatus::kVoided, "VOIDED"}};

const AttendanceRecord* OfDate(const std::vector<AttendanceRecord>& records, Date date) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const auto& record) {
    return record.work_date == date && record.counts();
  });
  return found == records.end() ? nullptr : &*found;
}

// Whether a record of the day before takes a check-out of this date.
bool GoesOn(const AttendanceRecord& record,
            Instant at,
            const TimeZone& zone,
            std::chrono::minutes window) {
  if (at - record.check_in > window) return false;
  if (record.status == RecordStatus::kCheckedIn) return true;
  return record.check_out && zone.DateAt(*record.check_out) == zone.DateAt(at);
}

}  // namespace

std::string StatusName(RecordStatus status) {
  for (const auto& known : kStatuses) {
    if (known.status == status) return known.name;
  }
  return "";
}

std::optional<RecordStatus> ParseRecordStatus(const std::string& name) {
  for (const auto& known : kStatuses) {
    if (known.name == name) return known.status;
  }
  return std::nullopt;
}

Error RecordNotFound() {
  return {ErrorCode::kNotFound, "record-not-found", "There is no such record of attendance."};
}

std::optional<std::int64_t> AttendanceRecord::work_minutes() const {
  if (!check_out || status != RecordStatus::kCheckedOut) return std::nullopt;
  return std::chrono::floor<std::chrono::minutes>(*check_out - check_in).count();
}

Result<AttendanceRecord> CheckedOut(const std::vector<AttendanceRecord>& records,
                                    Instant at,
                                    const TimeZone& zone,
                                    std::chrono::minutes window) {
  const Date today = zone.DateAt(at);
  const AttendanceRecord* record = OfDate(records, today);
  if (record == nullptr) {
    const Date before = std::chrono::sys_days(today) - std::chrono::days(1);
    record = OfDate(records, before);
    if (record != nullptr && !GoesOn(*record, at, zone, window)) record = nullptr;
  }
  if (record == nullptr) {
    return Error{ErrorCode::kConflict, "not-checked-in",
                 "There is no check-in that this check-out could end."};
  }
  AttendanceRecord after = *record;
  // A check-in of a moment ago, by the clock of another machine, may be ahead of this one.
  after.check_out = std::max(at, after.check_out.value_or(after.check_in));
  after.check_out = std::max(*after.check_out, after.check_in);
  after.status = RecordStatus::kCheckedOut;
  return after;
}

}  // namespace erp::employee
