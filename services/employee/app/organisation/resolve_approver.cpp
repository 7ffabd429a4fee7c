#include "employee/app/organisation/resolve_approver.h"

#include <set>

#include "employee/domain/refusals.h"

namespace erp::employee {

// Where the climbing begins.
struct ResolveApprover::Start {
  EmployeeId self;
  std::optional<Date> on;  // nothing: today
  std::optional<EmployeeId> manager;
  std::optional<DepartmentId> department;
};

Result<Approver> ResolveApprover::Run(const LineQuestion& question) {
  const Date today = clock_.Today();
  Start start{.self = question.employee, .on = question.on, .manager = {}, .department = {}};
  if (start.on == today) start.on = std::nullopt;
  const auto person = source_.Find(question.employee, start.on);
  if (!person) return EmployeeNotFound();
  if (!person->placement) return NoHistoryOn(start.on.value_or(today));
  start.manager = person->placement->manager;
  start.department = person->placement->department_id;
  if (question.post) {
    const auto post = source_.FindPost(question.employee, *question.post);
    if (!post) return PostNotFound();
    start.department = post->department_id;
    if (post->manager) start.manager = post->manager;
  }
  std::vector<NotFoundBy> reasons;
  for (std::size_t i = 0; i < question.rules.size(); ++i) {
    NotFoundBy reason{i, {}, {}};
    if (auto found = Try(start, question.rules[i], reason)) {
      found->rule = i;
      found->before = std::move(reasons);
      return *std::move(found);
    }
    reasons.push_back(std::move(reason));
  }
  return NobodyResolved(reasons);
}

std::optional<Approver> ResolveApprover::Try(const Start& start,
                                             const LineRule& rule,
                                             NotFoundBy& reason) {
  switch (rule.kind) {
    case LineRule::Kind::kManager:
      return Manager(start, rule.level, reason);
    case LineRule::Kind::kDepartmentHead:
      return Head(start, rule, reason);
    case LineRule::Kind::kRole:
      return Holder(start, rule.role, reason);
    case LineRule::Kind::kEmployee:
      return Named(start, rule.employee.value_or(start.self), reason);
  }
  return std::nullopt;
}

std::optional<Approver> ResolveApprover::Manager(const Start& start,
                                                 std::int64_t level,
                                                 NotFoundBy& reason) {
  Approver approver;
  std::set<EmployeeId> met{start.self};
  std::int64_t found = 0;
  auto next = start.manager;
  while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
    auto person = source_.Find(*next, start.on);
    if (!person) break;
    next = person->placement ? person->placement->manager : std::nullopt;
    if (!person->active) {
      approver.passed_over.push_back(person->id);
    } else if (++found == level) {
      approver.person = *std::move(person);
      return approver;
    }
  }
  reason.name = "no-manager";
  reason.detail =
      Message("there are {} active managers above, and number {} was asked for", found, level);
  return std::nullopt;
}

std::optional<Approver> ResolveApprover::Head(const Start& start,
                                              const LineRule& rule,
                                              NotFoundBy& reason) {
  std::optional<DepartmentId> next = rule.department_id ? rule.department_id : start.department;
  if (rule.department && !rule.department_id) {
    const auto named = source_.DepartmentsNamed(*rule.department);
    if (named.size() != 1) {
      reason.name = named.empty() ? "no-department" : "several-departments";
      reason.detail = named.empty() ? "is not the name of a department"
                                    : "is the name of several departments: give departmentId";
      return std::nullopt;
    }
    next = named[0].id;
  }
  std::set<DepartmentId> met;
  while (next && met.insert(*next).second && met.size() <= kLongestClimb) {
    const auto department = source_.FindDepartment(*next);
    if (!department) break;
    if (department->head && *department->head != start.self) {
      auto person = source_.Find(*department->head, std::nullopt);
      if (person && person->active) {
        Approver approver;
        approver.person = *std::move(person);
        approver.head_of = department->id;
        return approver;
      }
    }
    next = rule.climb ? department->parent : std::nullopt;
  }
  reason.name = "no-head";
  reason.detail = "no department on the way up has an active head who is somebody else";
  return std::nullopt;
}

std::optional<Approver> ResolveApprover::Holder(const Start& start,
                                                const std::string& role,
                                                NotFoundBy& reason) {
  // Two: the first may be the person.
  for (const auto id : source_.Holders(role, 2)) {
    if (id == start.self) continue;
    auto person = source_.Find(id, std::nullopt);
    if (!person || !person->active) continue;
    Approver approver;
    approver.person = *std::move(person);
    return approver;
  }
  reason.name = "no-holder";
  reason.detail = "nobody else who is active has this role";
  return std::nullopt;
}

std::optional<Approver> ResolveApprover::Named(const Start& start,
                                               EmployeeId employee,
                                               NotFoundBy& reason) {
  auto person = source_.Find(employee, std::nullopt);
  if (employee != start.self && person && person->active) {
    Approver approver;
    approver.person = *std::move(person);
    return approver;
  }
  reason.name = "not-usable";
  reason.detail = "must be an active employee other than the person";
  return std::nullopt;
}

}  // namespace erp::employee
