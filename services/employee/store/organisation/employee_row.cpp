#include "employee/store/organisation/employee_row.h"

namespace erp::employee {

Employee ReadEmployee(const mysql::Row& row) {
  Employee employee;
  employee.id = EmployeeId(row.Integer(0));
  auto& profile = employee.profile;
  profile.name = row.Text(1);
  profile.email = row.OptionalText(2);
  profile.department = row.Text(3);
  profile.position = row.Text(4);
  if (const auto manager = row.OptionalInteger(5)) profile.manager = EmployeeId(*manager);
  if (const auto hired_on = row.OptionalText(6)) profile.hired_on = ParseDate(*hired_on);
  employee.active = row.Integer(7) != 0;
  employee.version = row.Integer(8);
  employee.created_at = row.Time(9);
  return employee;
}

}  // namespace erp::employee
