// Use case: somebody is hired.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the repository.
class CreateEmployee {
 public:
  // `opening` is the leave that every new person starts with. All must outlive the use case.
  CreateEmployee(EmployeeRepository& employees, CompanyClock clock, Minutes opening)
      : employees_(employees), clock_(std::move(clock)), opening_(opening) {}

  // `key` is the client's Idempotency-Key, which is the `actor`'s alone. Refuses a profile with
  // mistakes, and what EmployeeRepository::Create refuses.
  Result<Creation> Run(const Profile& profile,
                       const std::optional<std::string>& key,
                       std::optional<EmployeeId> actor = std::nullopt);

 private:
  EmployeeRepository& employees_;
  const CompanyClock clock_;
  const Minutes opening_;
};

}  // namespace erp::employee
