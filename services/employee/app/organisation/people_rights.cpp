#include "employee/app/organisation/people_rights.h"

#include <algorithm>
#include <iterator>
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

// Who leads whom, each asked for once, and all of a level together.
struct PeopleRights::Climb {
  LineSource& source;
  const Viewer& viewer;
  const std::vector<Tie>& ties;
  std::map<EmployeeId, std::optional<EmployeeId>> managers = {};
  std::map<DepartmentId, std::optional<Department>> departments = {};

  // Of everybody who is not seen without it. Above the viewer nothing is asked.
  void Ask(const std::vector<Placed>& people) {
    if (!viewer.person) return;
    if (Has(ties, Tie::kManager)) {
      std::set<EmployeeId> level;
      for (const auto& person : people) Want(level, person.manager);
      for (int i = 0; i < kLongestClimb && !level.empty(); ++i) level = AskManagers(level);
    }
    if (Has(ties, Tie::kHead)) {
      std::set<DepartmentId> level;
      for (const auto& person : people) Want(level, person.department);
      for (int i = 0; i < kLongestClimb && !level.empty(); ++i) level = AskDepartments(level);
    }
  }
  void Want(std::set<EmployeeId>& level, std::optional<EmployeeId> id) const {
    if (id && id != viewer.person && !managers.contains(*id)) level.insert(*id);
  }
  void Want(std::set<DepartmentId>& level, std::optional<DepartmentId> id) const {
    if (id && !departments.contains(*id)) level.insert(*id);
  }
  std::set<EmployeeId> AskManagers(const std::set<EmployeeId>& level) {
    for (const auto id : level) managers[id] = std::nullopt;
    std::set<EmployeeId> above;
    for (const auto& person : source.FindPeople({level.begin(), level.end()})) {
      if (!person.placement) continue;
      managers[person.id] = person.placement->manager;
      Want(above, person.placement->manager);
    }
    return above;
  }
  std::set<DepartmentId> AskDepartments(const std::set<DepartmentId>& level) {
    for (const auto id : level) departments[id] = std::nullopt;
    std::set<DepartmentId> above;
    for (const auto& department : source.FindDepartments({level.begin(), level.end()})) {
      departments[department.id] = department;
      if (department.head != viewer.person) Want(above, department.parent);
    }
    return above;
  }

  bool Manages(const Placed& person) const {
    std::set<EmployeeId> met{person.id};
    auto next = person.manager;
    while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
      if (next == viewer.person) return true;
      next = managers.at(*next);
    }
    return false;
  }
  bool Heads(const Placed& person) const {
    std::set<DepartmentId> met;
    auto next = person.department;
    while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
      const auto& department = departments.at(*next);
      if (!department) return false;
      if (department->head == viewer.person) return true;
      next = department->parent;
    }
    return false;
  }
  bool Leads(const Placed& person) const {
    if (!viewer.person) return false;
    return (Has(ties, Tie::kManager) && Manages(person)) ||
           (Has(ties, Tie::kHead) && Heads(person));
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
  Climb climb{source_, viewer, TiesFor(Verb::kSee, resource)};
  climb.Ask({placed});
  if (climb.Leads(placed)) return {};
  return NotPermitted();
}

std::vector<bool> PeopleRights::Seen(const Viewer& viewer,
                                     Resource resource,
                                     const std::vector<Placed>& people) {
  const auto suffices = [&](const Placed& person) {
    return Suffices(viewer, Verb::kSee, resource, person.id);
  };
  std::vector<Placed> others;
  std::remove_copy_if(people.begin(), people.end(), std::back_inserter(others), suffices);
  Climb climb{source_, viewer, TiesFor(Verb::kSee, resource)};
  climb.Ask(others);
  std::vector<bool> seen;
  for (const auto& person : people) seen.push_back(suffices(person) || climb.Leads(person));
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
