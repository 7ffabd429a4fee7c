#include "employee/domain/organisation/person_changed.h"

namespace erp::employee {

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
  if (now != then) changes.push_back(PersonChange::kProfile);
  return changes;
}

}  // namespace erp::employee
