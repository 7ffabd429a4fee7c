// Rows of employees, for the stores that change people in their own transactions. Free functions
// are to be called inside one.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/organisation/timeline.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "mysql/session.h"

namespace erp::employee {

// The columns of an employee `e`, in the order of ReadEmployee, and how many they are.
inline const std::string kEmployeeColumns =
    "e.id, e.name, e.email, e.department, e.position, e.manager_id, e.hired_on, e.active, "
    "e.version, e.created_at, e.department_id, e.number, e.left_on";
inline constexpr std::size_t kEmployeeColumnCount = 13;
Employee ReadEmployee(const mysql::Row& row);

// Locked until the transaction ends.
std::optional<Employee> LockEmployee(mysql::Session& session, EmployeeId id);

// What goes into the history with a change.
struct Record {
  Moment now;
  const char* kind;
  Note note;
};

// Stores what differs between the locked row and `after`, with the next version and an entry of the
// history when the place in the organisation differs; nothing when nothing does. Refuses a manager
// as RefusalOfManager does and a department as PlaceInDepartment does, which completes `after`.
// What other services have to know of it is published.
std::optional<Error> StoreChanged(mysql::Session& session,
                                  Outgoing& outgoing,
                                  const Employee& before,
                                  Employee& after,
                                  const Record& record);

// The same without an entry of the history.
std::optional<Error> StoreRow(mysql::Session& session,
                              Outgoing& outgoing,
                              const Employee& before,
                              Employee& after,
                              Moment now);

// The last part of it: writes and publishes what differs, and refuses nothing.
void WriteChange(mysql::Session& session,
                 Outgoing& outgoing,
                 const Employee& before,
                 const Employee& after,
                 Moment now);

// Of roles, which are no part of the row: its next version, which is published.
void WriteRoleChange(mysql::Session& session,
                     Outgoing& outgoing,
                     const Employee& person,
                     Moment now);

}  // namespace erp::employee
