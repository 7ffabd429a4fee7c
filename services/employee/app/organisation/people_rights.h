// Who may see and do what about people, by the table of domain/organisation/rights.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "employee/app/organisation/organisation_ports.h"
#include "employee/domain/organisation/rights.h"

namespace erp::employee {

// Somebody with what it takes to find out who leads them.
struct Placed {
  EmployeeId id;
  std::optional<EmployeeId> manager;
  std::optional<DepartmentId> department;
};

// Thread-safe; blocks on the source for people who are neither oneself nor looked at by a role: a
// round trip for each level that is climbed.
class PeopleRights {
 public:
  // Must outlive the rights.
  explicit PeopleRights(LineSource& source) : source_(source) {}

  // Refuses with "not-permitted", and an unknown person with "employee-not-found" where it takes
  // a look at them.
  Result<void> See(const Viewer& viewer, Resource resource, EmployeeId of);

  // Those of the people of whom the viewer may see it, in their order. A page costs no more round
  // trips than one person: all of a level are asked for together.
  std::vector<bool> Seen(const Viewer& viewer,
                         Resource resource,
                         const std::vector<Placed>& people);

  // Whether somebody's roles may become others. Refuses with "own-role" and "not-permitted".
  static Result<void> Give(const Viewer& viewer,
                           EmployeeId to,
                           const std::vector<std::string>& before,
                           const std::vector<std::string>& after);

 private:
  struct Climb;

  LineSource& source_;
};

// Whether the viewer's person or one of their roles is enough. `creator`: of the quest, if it is
// about one.
bool Suffices(const Viewer& viewer,
              Verb verb,
              Resource resource,
              std::optional<EmployeeId> of,
              std::optional<EmployeeId> creator = std::nullopt);

}  // namespace erp::employee
