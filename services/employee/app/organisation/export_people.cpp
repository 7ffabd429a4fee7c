#include "employee/app/organisation/export_people.h"

#include <utility>
#include <vector>

#include "employee/app/organisation/all_departments.h"
#include "employee/domain/organisation/people_file.h"

namespace erp::employee {
namespace {

constexpr int kPage = 1000;

}  // namespace

std::string PeopleExport::Manager(const Employee& person) const {
  if (!person.profile.manager) return {};
  const auto number = numbers_.find(*person.profile.manager);
  return ManagerCell(*person.profile.manager,
                     number == numbers_.end() ? std::nullopt : std::optional(number->second));
}

std::string PeopleExport::Next() {
  std::string lines;
  if (!paths_) {
    paths_.emplace(AllDepartments(chart_));
    lines = PeopleHeadings();
  }
  const auto people = roll_.Behind(last_, include_inactive_, kPage);
  if (people.empty()) return lines;
  last_ = people.back().id;
  std::vector<EmployeeId> managers;
  for (const auto& person : people) {
    if (person.profile.manager) managers.push_back(*person.profile.manager);
  }
  numbers_ = roll_.NumbersOf(managers);
  for (const auto& person : people) {
    const auto& profile = person.profile;
    const auto& path = profile.department_id ? paths_->Of(*profile.department_id) : std::string();
    lines += PeopleRow(person, path.empty() ? profile.department : path, Manager(person));
  }
  return lines;
}

}  // namespace erp::employee
