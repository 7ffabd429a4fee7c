#include "employee/app/organisation/read_employees.h"

#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Person> ReadEmployees::Get(EmployeeId id) {
  auto person = employees_.Find(id, clock_.Today());
  if (!person) return EmployeeNotFound();
  return *std::move(person);
}

std::vector<Person> ReadEmployees::List(const PeopleFilter& filter, const PeoplePage& page) {
  return employees_.List(filter, page, clock_.Today());
}

std::vector<Employee> ReadEmployees::FindMany(const std::vector<EmployeeId>& ids) {
  return employees_.FindMany(ids);
}

}  // namespace erp::employee
