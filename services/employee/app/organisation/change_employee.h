// Use case: what is known of somebody changes.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the repository.
class ChangeEmployee {
 public:
  // Both must outlive the use case.
  ChangeEmployee(EmployeeRepository& employees, CompanyClock clock)
      : employees_(employees), clock_(std::move(clock)) {}

  // `expected` is the version that the client saw, when it says so: another one is refused with
  // "version-mismatch".
  Result<Person> Run(EmployeeId id,
                     const ProfileChange& change,
                     std::optional<std::int64_t> expected);

 private:
  EmployeeRepository& employees_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
