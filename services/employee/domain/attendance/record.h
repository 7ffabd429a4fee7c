// A person's day at work (근태): one record for each work date, by the server's clock in the
// company's zone. Pure values and functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "common/time_zone.h"
#include "employee/domain/attendance/place.h"
#include "employee/domain/date.h"

namespace erp::employee {

using RecordId = Id<struct AttendanceRecordTag>;

enum class RecordStatus {
  kCheckedIn,        // at work
  kCheckedOut,       // with the minutes of work
  kCheckOutMissing,  // closed by policy, since nobody checked out; no minutes of work
  kVoided,           // corrected away: it stays, and is no work date
};

// "CHECKED_IN", "CHECKED_OUT", "CHECK_OUT_MISSING", "VOIDED": as stored and on the wire.
std::string StatusName(RecordStatus status);
std::optional<RecordStatus> ParseRecordStatus(const std::string& name);

struct AttendanceRecord {
  RecordId id;
  EmployeeId employee;
  Date work_date{};  // the company's date of the first check-in
  Instant check_in;
  std::optional<Instant> check_out = std::nullopt;
  RecordStatus status = RecordStatus::kCheckedIn;
  std::optional<std::int64_t> milestone = std::nullopt;  // which this date reached first
  std::int64_t version = 1;
  std::optional<Instant> client_time = std::nullopt;  // what the client said; decides nothing
  PlaceCheck place = {};

  [[nodiscard]] bool counts() const { return status != RecordStatus::kVoided; }
  // Whole minutes from check-in to check-out; nothing until both are known.
  [[nodiscard]] std::optional<std::int64_t> work_minutes() const;
};

// 404 "record-not-found".
Error RecordNotFound();

// The record that is checked out at `at`, as it is then. `records` are those of the date of `at` in
// `zone` and of the day before.
//   A record of the date takes it; a later check-out of the same date replaces an earlier one.
//   Without one, the record of the day before takes it (a night shift belongs to the date on which
//   it began), when it began at most `window` ago and is open or was checked out on the date of
//   `at`.
// Refuses with kConflict "not-checked-in" when no record takes it.
Result<AttendanceRecord> CheckedOut(const std::vector<AttendanceRecord>& records,
                                    Instant at,
                                    const TimeZone& zone,
                                    std::chrono::minutes window);

}  // namespace erp::employee
