// A day at work as a document about it says that it was (근태 정정): times that clocks of the
// company showed, or no work at all. Pure values and functions.
#pragma once

#include <chrono>
#include <optional>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "common/time_zone.h"
#include "employee/domain/attendance/record.h"
#include "employee/domain/date.h"

namespace erp::employee {

// At least one member beside the date is set; `absent` excludes the times.
struct DayCorrection {
  Date work_date{};
  // Minutes of the day since midnight, 0 to 1,439. A check-out that is not after the check-in is
  // that of the next date.
  std::optional<std::chrono::minutes> check_in = std::nullopt;
  std::optional<std::chrono::minutes> check_out = std::nullopt;
  bool absent = false;  // there was no work on that date: its record is voided
};

// The record of somebody's date after the correction. `record`: the one that is there, if one is.
// Without one it is a new record, which needs a check-in; a voided one counts again. Refuses as
// Corrected (correction.h) does, with pointers "/checkIn", "/checkOut", "/workDate" and "/absent".
Result<AttendanceRecord> CorrectedDay(EmployeeId employee,
                                      const std::optional<AttendanceRecord>& record,
                                      const DayCorrection& correction,
                                      Instant now,
                                      const TimeZone& zone);

}  // namespace erp::employee
