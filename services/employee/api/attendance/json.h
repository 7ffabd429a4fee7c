// Bodies about attendance: what clients send, and what they get. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/attendance/check_in.h"
#include "employee/app/attendance/correct_day.h"
#include "employee/app/attendance/correct_record.h"
#include "employee/app/attendance/ports.h"

namespace erp::employee {

// The body of a check-in, which may be absent; the error names every mistake in it.
Result<CheckInClaim> ReadCheckIn(const std::string& body);

std::string PrintCheckedIn(const Attended& attended);
std::string PrintRecord(const AttendanceRecord& record);
std::string PrintHistory(const std::vector<AttendanceRecord>& records);
// A correction by human resources.
Result<WantedCorrection> ReadCorrection(const std::string& body);
std::string PrintCorrected(const CorrectedRecord& corrected);

// What a document corrects: {employeeId, workDate, checkIn, checkOut, absent, reason}.
Result<WantedDay> ReadDayCorrection(const std::string& body);

std::string PrintProgress(const AttendanceProgress& progress);

}  // namespace erp::employee
