#include "employee/app/organisation/change_employee.h"

namespace erp::employee {

Result<Person> ChangeEmployee::Run(EmployeeId id,
                                   const ProfileChange& change,
                                   std::optional<std::int64_t> expected) {
  const auto apply = [&](const Employee& now) { return Changed(now, change, expected); };
  return employees_.Update(id, apply, clock_.Now());
}

}  // namespace erp::employee
