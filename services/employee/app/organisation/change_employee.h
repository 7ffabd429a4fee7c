// Use case: what is known of somebody changes.
#pragma once

#include <cstdint>
#include <optional>

#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the repository.
class ChangeEmployee {
 public:
  // Both must outlive the use case.
  ChangeEmployee(EmployeeRepository& employees, const Clock& clock)
      : employees_(employees), clock_(clock) {}

  // `expected` is the version that the client saw, when it says so: another one is refused with
  // "version-mismatch".
  Result<Person> Run(EmployeeId id,
                     const ProfileChange& change,
                     std::optional<std::int64_t> expected);

 private:
  EmployeeRepository& employees_;
  const Clock& clock_;
};

}  // namespace erp::employee
