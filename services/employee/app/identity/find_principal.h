// Use case: who stands behind a token, for every service that is asked with one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/identity/ports.h"
#include "employee/app/organisation/human_resources.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

struct KnownPerson {
  EmployeeId employee;
  std::vector<std::string> roles;  // with "hr" for the people of HR_DEPARTMENTS
};

// Thread-safe; blocks on accounts, people and their roles.
class FindPrincipal {
 public:
  struct From {
    AccountBook& accounts;
    EmployeeRepository& people;
    HumanResources& human_resources;
  };
  // All must outlive the use case. Tokens of `local_issuer` are of accounts that sign in here;
  // it is empty where nobody does.
  FindPrincipal(From from, std::string local_issuer)
      : from_(from), local_issuer_(std::move(local_issuer)) {}

  // Nothing for a subject without an account, a locked one, and a person who has left.
  std::optional<KnownPerson> Run(const std::string& issuer, const std::string& subject);

 private:
  const From from_;
  const std::string local_issuer_;
};

}  // namespace erp::employee
