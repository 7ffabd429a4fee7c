// A record of attendance is corrected (근태 정정): by human resources, or by a document that was
// approved. Pure values and functions.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "common/time_zone.h"
#include "employee/domain/attendance/record.h"

namespace erp::employee {

// What becomes of a record. Absent members stay; an empty inner value clears the check-out.
struct RecordChange {
  std::optional<Instant> check_in = std::nullopt;
  std::optional<std::optional<Instant>> check_out = std::nullopt;
  std::optional<bool> voided = std::nullopt;
};

// Why, by whom and when.
struct CorrectionNote {
  std::string reason;
  std::optional<EmployeeId> actor = std::nullopt;
  std::optional<std::string> source = std::nullopt;  // the document that asks for it, once
  Instant at;
};

// One that was made, as it is kept.
struct Correction {
  AttendanceRecord before;  // as far as it can change: times, status, version
  AttendanceRecord after;
  CorrectionNote note;
};

// The record after the change. Refuses with "invalid-body" a check-in on another date than the
// record's or in the future, and a check-out that is not after the check-in, more than 24 hours
// after it, or in the future. A record without a check-out is open only on its own date; later it
// is CHECK_OUT_MISSING.
Result<AttendanceRecord> Corrected(const AttendanceRecord& record,
                                   const RecordChange& change,
                                   Instant now,
                                   const TimeZone& zone);

// Whether a correction would change something.
bool SameTimes(const AttendanceRecord& a, const AttendanceRecord& b);

}  // namespace erp::employee
