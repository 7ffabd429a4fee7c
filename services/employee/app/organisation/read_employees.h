// Use case: people are looked up, alone or in lists.
#pragma once

#include <vector>

#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the repository, which must outlive it.
class ReadEmployees {
 public:
  explicit ReadEmployees(EmployeeRepository& employees) : employees_(employees) {}

  Result<Person> Get(EmployeeId id);
  std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page);
  std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids);

 private:
  EmployeeRepository& employees_;
};

}  // namespace erp::employee
