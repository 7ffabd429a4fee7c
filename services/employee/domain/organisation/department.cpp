#include "employee/domain/organisation/department.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

using ByParent = std::multimap<std::int64_t, const Department*>;

std::vector<DepartmentNode> ChildrenOf(const ByParent& by_parent, std::int64_t parent) {
  std::vector<DepartmentNode> nodes;
  const auto [first, last] = by_parent.equal_range(parent);
  for (auto child = first; child != last; ++child) {
    nodes.push_back({*child->second, ChildrenOf(by_parent, child->second->id.value())});
  }
  const auto place = [](const DepartmentNode& node) {
    return std::tie(node.department.order, node.department.name, node.department.id);
  };
  std::sort(nodes.begin(), nodes.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return nodes;
}

}  // namespace

Department Changed(const Department& department, const DepartmentChange& change) {
  Department changed = department;
  if (change.name) changed.name = *change.name;
  if (change.code) changed.code = *change.code;
  if (change.parent) changed.parent = *change.parent;
  if (change.order) changed.order = *change.order;
  if (change.head) changed.head = *change.head;
  if (change.active) changed.active = *change.active;
  return changed;
}

std::vector<DepartmentNode> TreeOf(const std::vector<Department>& departments) {
  std::map<DepartmentId, const Department*> known;
  for (const auto& department : departments) known.emplace(department.id, &department);
  ByParent by_parent;
  for (const auto& department : departments) {
    const bool below = department.parent && known.contains(*department.parent);
    by_parent.emplace(below ? department.parent->value() : 0, &department);
  }
  return ChildrenOf(by_parent, 0);
}

Error DepartmentNotFound() {
  return {ErrorCode::kNotFound, "department-not-found", "There is no such department."};
}

Error PositionNotFound() {
  return {ErrorCode::kNotFound, "position-not-found", "There is no such position."};
}

Error DepartmentRing() {
  return {ErrorCode::kConflict, "department-ring", "The department would be below itself."};
}

Error DepartmentExists() {
  return {ErrorCode::kConflict, "department-exists",
          "There is a department of this name at this place, or one with this code."};
}

Error DepartmentInUse() {
  return {ErrorCode::kConflict, "department-in-use",
          "Active people or departments are in this department."};
}

Error PositionExists() {
  return {ErrorCode::kConflict, "position-exists", "There is a position of this name."};
}

Error DepartmentNotUsable(const char* pointer, const Message& detail) {
  return InvalidBody({{pointer, detail}});
}

}  // namespace erp::employee
