// Departments (부서) form a tree; positions (직위) are ordered. Plain values and pure functions,
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "common/unicode.h"

namespace erp::employee {

using DepartmentId = Id<struct DepartmentTag>;
using PositionId = Id<struct PositionTag>;

// Codes by which a company's other systems know departments and people.
inline constexpr unicode::TextLimits kCodeText{
    .min = 1, .max = 32, .single_line = true, .not_blank = true, .trimmed = true};
inline constexpr std::int64_t kLastOrder = 1'000'000;

struct Department {
  DepartmentId id;
  std::string name;  // unique among those with the same parent
  std::optional<std::string> code;
  std::optional<DepartmentId> parent;  // none: at the root
  std::int64_t order = 0;              // among its siblings, then by name
  std::optional<EmployeeId> head;
  bool active = true;
  std::int64_t version = 1;  // the ETag
};

// A change, or with all that it needs a new one. Absent members stay as they are; an empty inner
// value clears one.
struct DepartmentChange {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::optional<std::string>> code = std::nullopt;
  std::optional<std::optional<DepartmentId>> parent = std::nullopt;
  std::optional<std::int64_t> order = std::nullopt;
  std::optional<std::optional<EmployeeId>> head = std::nullopt;
  std::optional<bool> active = std::nullopt;
};

// The department after the change.
Department Changed(const Department& department, const DepartmentChange& change);

struct JobPosition {
  PositionId id;
  std::string name;  // unique
  std::int64_t order = 0;
};

// A department with those below it, siblings by (order, name, id).
struct DepartmentNode {
  Department department;
  std::vector<DepartmentNode> children;
};

// One whose parent is not among them is at the root. Linear apart from sorting.
std::vector<DepartmentNode> TreeOf(const std::vector<Department>& departments);

// 404 "department-not-found", "position-not-found".
Error DepartmentNotFound();
Error PositionNotFound();
// 409 "department-ring": it would be below itself.
Error DepartmentRing();
// 409 "department-exists": a sibling, or another department's code.
Error DepartmentExists();
// 409 "department-in-use": active people or departments are in it.
Error DepartmentInUse();
// 409 "position-exists".
Error PositionExists();
// Of a body that names a department that people cannot be put into.
Error DepartmentNotUsable(const char* pointer, const Message& detail);

}  // namespace erp::employee
