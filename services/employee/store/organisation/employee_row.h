// A row of table employees.
#pragma once

#include <string>

#include "employee/domain/organisation/employee.h"
#include "mysql/value.h"

namespace erp::employee {

// The columns of an employee `e`, in the order of ReadEmployee.
inline const std::string kEmployeeColumns =
    "e.id, e.name, e.email, e.department, e.position, e.manager_id, e.hired_on, e.active, "
    "e.version, e.created_at";
inline constexpr std::size_t kEmployeeColumnCount = 10;

// Of a row that begins with kEmployeeColumns.
Employee ReadEmployee(const mysql::Row& row);

}  // namespace erp::employee
