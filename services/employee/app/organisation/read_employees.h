// Use case: people are looked up, alone or in lists.
#pragma once

#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the repository, which must outlive it.
class ReadEmployees {
 public:
  ReadEmployees(EmployeeRepository& employees, CompanyClock clock)
      : employees_(employees), clock_(std::move(clock)) {}

  Result<Person> Get(EmployeeId id);
  std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page);
  FoundPeople Search(const PeopleSearch& search) {
    return employees_.Search(search, clock_.Today());
  }
  std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids);

 private:
  EmployeeRepository& employees_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
