#include "employee/app/organisation/people_rights.h"

#include <algorithm>
#include <set>

#include "employee/domain/organisation/line_rule.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

bool Has(const std::vector<Tie>& ties, Tie tie) {
  return std::find(ties.begin(), ties.end(), tie) != ties.end();
}

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool Suffices(const Viewer& viewer,
              Verb verb,
              Resource resource,
              std::optional<EmployeeId> of,
              std::optional<EmployeeId> creator) {
  if (viewer.unbounded) return true;
  const auto& ties = TiesFor(verb, resource);
  return (Has(ties, Tie::kSelf) && viewer.person && viewer.person == of) ||
         (Has(ties, Tie::kCreator) && viewer.person && viewer.person == creator) ||
         (Has(ties, Tie::kHumanResources) && viewer.Has("hr")) ||
         (Has(ties, Tie::kAuditor) && viewer.Has("auditor")) ||
         (Has(ties, Tie::kAdministrator) && viewer.Has("admin"));
}

// Who leads whom, each asked for once.
struct PeopleRights::Climb {
  LineSource& source;
  std::map<EmployeeId, std::optional<EmployeeId>> managers = {};
  std::map<DepartmentId, std::optional<Department>> departments = {};

  std::optional<EmployeeId> ManagerOf(EmployeeId id) {
    const auto known = managers.find(id);
    if (known != managers.end()) return known->second;
    const auto person = source.Find(id, std::nullopt);
    const bool placed = person && person->placement;
    return managers[id] = placed ? person->placement->manager : std::nullopt;
  }
  const std::optional<Department>& Of(DepartmentId id) {
    const auto known = departments.find(id);
    if (known != departments.end()) return known->second;
    return departments[id] = source.FindDepartment(id);
  }

  bool Manages(EmployeeId viewer, const Placed& person) {
    std::set<EmployeeId> met{person.id};
    auto next = person.manager;
    while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
      if (*next == viewer) return true;
      next = ManagerOf(*next);
    }
    return false;
  }
  bool Heads(EmployeeId viewer, const Placed& person) {
    std::set<DepartmentId> met;
    auto next = person.department;
    while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
      const auto& department = Of(*next);
      if (!department) return false;
      if (department->head == viewer) return true;
      next = department->parent;
    }
    return false;
  }
  bool Leads(const Viewer& viewer, Resource resource, const Placed& person) {
    if (!viewer.person) return false;
    const auto& ties = TiesFor(Verb::kSee, resource);
    return (Has(ties, Tie::kManager) && Manages(*viewer.person, person)) ||
           (Has(ties, Tie::kHead) && Heads(*viewer.person, person));
  }
};

Result<void> PeopleRights::See(const Viewer& viewer, Resource resource, EmployeeId of) {
  if (Suffices(viewer, Verb::kSee, resource, of)) return {};
  const auto person = source_.Find(of, std::nullopt);
  if (!person) return EmployeeNotFound();
  Placed placed{of, std::nullopt, std::nullopt};
  if (person->placement) {
    placed.manager = person->placement->manager;
    placed.department = person->placement->department_id;
  }
  if (Climb{source_}.Leads(viewer, resource, placed)) return {};
  return NotPermitted();
}

std::vector<bool> PeopleRights::Seen(const Viewer& viewer,
                                     Resource resource,
                                     const std::vector<Placed>& people) {
  Climb climb{source_};
  std::vector<bool> seen;
  for (const auto& person : people) {
    seen.push_back(Suffices(viewer, Verb::kSee, resource, person.id) ||
                   climb.Leads(viewer, resource, person));
  }
  return seen;
}

Result<void> PeopleRights::Give(const Viewer& viewer,
                                EmployeeId to,
                                const std::vector<std::string>& before,
                                const std::vector<std::string>& after) {
  if (viewer.unbounded) return {};
  const bool changes_administrator = Contains(before, "admin") != Contains(after, "admin");
  const auto resource = changes_administrator ? Resource::kAdministration : Resource::kRole;
  if (!Suffices(viewer, Verb::kGive, resource, to)) return NotPermitted();
  const auto is_new = [&](const std::string& role) { return !Contains(before, role); };
  if (viewer.person == to && std::any_of(after.begin(), after.end(), is_new)) return OwnRole();
  return {};
}

}  // namespace erp::employee
