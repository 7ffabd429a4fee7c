#include "employee/domain/organisation/person_changed.h"

#include <utility>

namespace erp::employee {

PersonChanged HiredBy(Employee person, Instant at, Date on) {
  const Date from = person.profile.hired_on.value_or(on);
  return {.changes = {PersonChange::kHired},
          .before = std::nullopt,
          .after = std::move(person),
          .reassign_to = std::nullopt,
          .effective_on = from,
          .at = at};
}

const char* Word(PersonChange change) {
  switch (change) {
    case PersonChange::kHired:
      return "hired";
    case PersonChange::kProfile:
      return "profile";
    case PersonChange::kManager:
      return "manager";
    case PersonChange::kDepartment:
      return "department";
    case PersonChange::kLeft:
      return "left";
    case PersonChange::kReturned:
      return "returned";
    case PersonChange::kRoleSet:
      return "roles";
    case PersonChange::kSuccessor:
      break;
  }
  return "successor";
}

std::string EventId(const PersonChanged& event) {
  std::string id = "employee:";
  id += event.after.id.str();
  id += ':';
  id += std::to_string(event.after.version);
  return id;
}

std::vector<PersonChange> Differences(const Employee& before, const Employee& after) {
  std::vector<PersonChange> changes;
  if (before.active != after.active) {
    changes.push_back(after.active ? PersonChange::kReturned : PersonChange::kLeft);
  }
  const Profile& then = before.profile;
  Profile now = after.profile;
  if (then.manager != now.manager) changes.push_back(PersonChange::kManager);
  if (then.department != now.department || then.department_id != now.department_id) {
    changes.push_back(PersonChange::kDepartment);
  }
  now.manager = then.manager;
  now.department = then.department;
  now.department_id = then.department_id;
  if (now != then || before.number != after.number) changes.push_back(PersonChange::kProfile);
  return changes;
}

}  // namespace erp::employee
