// Rows of attendance_accounts and attendance_records, for the stores that read and write them. All
// but the readers are to be called inside a transaction.
//
// What is locked, always in this order: the person's row of employees (shared, so that nobody
// leaves meanwhile), of attendance_accounts, the records, and last the row of leave_accounts, when
// a milestone is granted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/store/leave/ledger_table.h"
#include "mysql/session.h"

namespace erp::employee {

// The columns of attendance_records `r`, in the order of ReadRecord.
extern const std::string kRecordColumns;
AttendanceRecord ReadRecord(const mysql::Row& row);

// The account, locked and made when there is none. Refuses an unknown employee, and one who has
// left.
Result<AttendanceProgress> LockActiveAttendance(mysql::Session& session, EmployeeId employee);

// The same of somebody who exists, whether they have left or not.
AttendanceProgress LockAttendance(mysql::Session& session, EmployeeId employee);

// Stores what a locked account has become.
void StoreAccount(mysql::Session& session, EmployeeId employee, const AttendanceProgress& progress);

// Grants what is due, each once however the dates came about, and moves `progress` on.
std::vector<Posted> GrantDue(mysql::Session& session,
                             EmployeeId employee,
                             AttendanceProgress& progress,
                             const GrantOf& grant);

}  // namespace erp::employee
