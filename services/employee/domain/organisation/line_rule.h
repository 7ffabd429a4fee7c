// Rules that find the approver of a step of a line (결재선). Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/error.h"
#include "common/id.h"
#include "employee/domain/organisation/department.h"
#include "employee/domain/organisation/post.h"

namespace erp::employee {

inline constexpr std::size_t kMostRules = 20;
inline constexpr std::int64_t kHighestManager = 20;
// Nothing that a resolver climbs is longer; more is a ring from before rings were refused.
inline constexpr int kLongestClimb = 200;

struct LineRule {
  enum class Kind : std::uint8_t {
    kManager,         // the level-th manager; people who have left are passed over
    kDepartmentHead,  // of the person's department or the named one, climbing up without one
    kRole,            // the first active person with the role
    kEmployee,        // this person
  };
  Kind kind = Kind::kManager;
  std::int64_t level = 1;                                    // of kManager
  std::optional<DepartmentId> department_id = std::nullopt;  // of kDepartmentHead
  std::optional<std::string> department = std::nullopt;      // of kDepartmentHead: by its name
  bool climb = true;                                         // of kDepartmentHead
  std::string role = {};                                     // of kRole
  std::optional<EmployeeId> employee = std::nullopt;         // of kEmployee
};

const char* LineRuleName(LineRule::Kind kind);
std::optional<LineRule::Kind> ParseLineRule(const std::string& name);

// Why a rule found nobody. `name` is for programs.
struct NotFoundBy {
  std::size_t rule = 0;
  std::string name;
  Message detail;
};

// 409 "nobody-resolved", with the reason of each rule at /rules/N.
Error NobodyResolved(const std::vector<NotFoundBy>& reasons);

}  // namespace erp::employee
