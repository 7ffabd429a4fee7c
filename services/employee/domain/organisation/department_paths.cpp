#include "employee/domain/organisation/department_paths.h"

#include <algorithm>

#include "employee/domain/organisation/employee.h"

namespace erp::employee {
namespace {

constexpr int kDeepest = 1000;  // more is a ring from before rings were refused

}  // namespace

std::optional<std::vector<std::string>> SplitPath(std::string_view path) {
  std::vector<std::string> names(1);
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '/') {
      names.emplace_back();
      continue;
    }
    if (path[at] == '\\' && at + 1 < path.size()) ++at;
    names.back() += path[at];
  }
  for (auto& name : names) {
    auto cleaned = unicode::Clean(name, kProfileText);
    if (cleaned.mistake) return std::nullopt;
    name = std::move(cleaned.text);
  }
  return names;
}

std::string JoinPath(const std::vector<std::string>& names) {
  std::string path;
  for (const auto& name : names) {
    if (&name != &names.front()) path += '/';
    for (const char c : name) {
      if (c == '/' || c == '\\') path += '\\';
      path += c;
    }
  }
  return path;
}

DepartmentPaths::DepartmentPaths(const std::vector<Department>& departments) {
  std::unordered_map<DepartmentId, const Department*> by_id;
  for (const auto& department : departments) by_id.emplace(department.id, &department);
  for (const auto& department : departments) {
    std::vector<std::string> names;
    for (const auto* next = &department; next != nullptr && names.size() < kDeepest;) {
      names.push_back(next->name);
      const auto above = next->parent ? by_id.find(*next->parent) : by_id.end();
      next = above == by_id.end() ? nullptr : above->second;
    }
    std::reverse(names.begin(), names.end());
    const Known known{department.id, department.active};
    auto path = JoinPath(names);
    by_path_.emplace(path, known);
    if (department.code) by_code_.emplace(*department.code, known);
    by_name_.emplace(department.name, known);
    paths_.emplace(department.id, std::move(path));
  }
}

const std::string& DepartmentPaths::Of(DepartmentId id) const {
  static const std::string none;
  const auto found = paths_.find(id);
  return found == paths_.end() ? none : found->second;
}

DepartmentPaths::Found DepartmentPaths::Look(const Index& index, const std::string& text) {
  Found found;
  const auto [first, last] = index.equal_range(text);
  for (auto at = first; at != last; ++at) {
    if (!at->second.active) {
      if (found.kind == Found::Kind::kNone) found.kind = Found::Kind::kClosed;
      continue;
    }
    const bool another = found.kind == Found::Kind::kOne || found.kind == Found::Kind::kSeveral;
    found = {another ? Found::Kind::kSeveral : Found::Kind::kOne, at->second.id};
  }
  return found;
}

DepartmentPaths::Found DepartmentPaths::Find(const std::string& text) const {
  const auto names = SplitPath(text);
  Found first;
  if (names) first = Look(by_path_, JoinPath(*names));
  if (first.kind == Found::Kind::kOne) return first;
  for (const auto* index : {&by_code_, &by_name_}) {
    const auto found = Look(*index, text);
    if (found.kind == Found::Kind::kOne || found.kind == Found::Kind::kSeveral) return found;
    if (first.kind == Found::Kind::kNone) first = found;
  }
  return first;
}

}  // namespace erp::employee
