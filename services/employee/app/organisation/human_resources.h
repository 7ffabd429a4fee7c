// Who is human resources (인사 담당): the people of HR_DEPARTMENTS, and those with the role "hr".
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/domain/organisation/employee.h"

namespace erp::employee {

// Thread-safe; blocks on the posts, which must outlive it.
class HumanResources {
 public:
  HumanResources(PostRegister& posts, std::vector<std::string> departments)
      : posts_(posts), departments_(std::move(departments)) {}

  // False for somebody who has left.
  bool Includes(const Employee& person);

  // The person's roles, with "hr" for the active people of these departments.
  std::vector<std::string> RolesOf(const Employee& person);

 private:
  PostRegister& posts_;
  const std::vector<std::string> departments_;
};

}  // namespace erp::employee
