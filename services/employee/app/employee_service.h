// Use cases about people. Thread-safe; blocks on the repository.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "employee/app/ports.h"

namespace erp::employee {

class EmployeeService {
 public:
  // `opening` is the leave that every new person starts with. All must outlive the service.
  EmployeeService(EmployeeRepository& employees, const Clock& clock, Minutes opening)
      : employees_(employees), clock_(clock), opening_(opening) {}

  // `key` is the client's Idempotency-Key, which is the `actor`'s alone.
  Result<Creation> Create(const Profile& profile,
                          const std::optional<std::string>& key,
                          std::optional<EmployeeId> actor = std::nullopt);

  Result<Person> Get(EmployeeId id);
  std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page);
  std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids);

  // `expected` is the version that the client saw, when it says so.
  Result<Person> Change(EmployeeId id,
                        const ProfileChange& change,
                        std::optional<std::int64_t> expected);
  Result<Person> Deactivate(EmployeeId id, std::optional<std::int64_t> expected);

 private:
  EmployeeRepository& employees_;
  const Clock& clock_;
  const Minutes opening_;
};

}  // namespace erp::employee
