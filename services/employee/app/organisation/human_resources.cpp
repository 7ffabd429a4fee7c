#include "employee/app/organisation/human_resources.h"

#include <algorithm>

namespace erp::employee {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool HumanResources::Includes(const Employee& person) {
  if (!person.active) return false;
  if (Contains(departments_, person.profile.department)) return true;
  const auto roles = posts_.Roles(person.id);
  return roles && Contains(*roles, "hr");
}

std::vector<std::string> HumanResources::RolesOf(const Employee& person) {
  auto roles = posts_.Roles(person.id).value_or(std::vector<std::string>());
  if (!Contains(roles, "hr") && Includes(person)) roles.emplace_back("hr");
  return roles;
}

}  // namespace erp::employee
