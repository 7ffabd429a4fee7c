#include "employee/app/quest/ports.h"

#include <algorithm>

namespace erp::employee {

bool QuestPolicy::IsHumanResources(const Member& person) const {
  return person.active && std::find(hr_departments.begin(), hr_departments.end(),
                                    person.department) != hr_departments.end();
}

std::vector<std::string> DepartmentsIn(const std::string& text) {
  std::vector<std::string> departments;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(',', start), text.size());
    const auto cleaned = unicode::Clean(text.substr(start, end - start), kProfileText);
    if (!cleaned.mistake) departments.push_back(cleaned.text);
    start = end + 1;
  }
  return departments;
}

const Participation* QuestScene::Of(EmployeeId person) const {
  const auto found = std::find_if(
      participations.begin(), participations.end(),
      [person](const Participation& participation) { return participation.employee == person; });
  return found == participations.end() ? nullptr : &*found;
}

std::optional<Member> QuestScene::Person(std::optional<EmployeeId> id) const {
  if (!id) return std::nullopt;
  const auto found = people.find(*id);
  return found == people.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace erp::employee
