#include "employee/app/organisation/human_resources.h"

#include <algorithm>

namespace erp::employee {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool HumanResources::Includes(const Employee& person) {
  return person.active && Contains(RolesOf(person), "hr");
}

std::vector<std::string> HumanResources::RolesOf(const Employee& person) {
  auto roles = posts_.Roles(person.id).value_or(std::vector<std::string>());
  const bool by_department = person.active && Contains(departments_, person.profile.department);
  if (by_department && !Contains(roles, "hr")) roles.emplace_back("hr");
  return roles;
}

}  // namespace erp::employee
