// Rows of attendance_corrections. Free functions, to be called inside a transaction that holds the
// account of the record's person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/domain/attendance/correction.h"
#include "employee/store/leave/ledger_table.h"
#include "mysql/session.h"

namespace erp::employee {

// What the transaction of a correction has done.
struct CorrectedOnce {
  AttendanceRecord record;
  std::vector<Posted> grants;
};

// The record that a document has corrected.
std::optional<RecordId> CorrectedBy(mysql::Session& session, const std::string& source);

void InsertCorrection(mysql::Session& session, const Correction& correction);

// Of one record, newest first.
std::vector<Correction> CorrectionsOf(mysql::Session& session, const AttendanceRecord& record);

}  // namespace erp::employee
