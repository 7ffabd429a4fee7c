// Concurrent posts (겸직) and roles of a person. Plain values, thread-safe functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "common/unicode.h"
#include "employee/domain/date.h"
#include "employee/domain/organisation/department.h"

namespace erp::employee {

using PostId = Id<struct PostTag>;

// A post beside the main one, which is the person's department, position and manager.
struct Post {
  PostId id;
  std::optional<DepartmentId> department_id;
  std::string department;
  std::string position;
  std::optional<std::string> title;  // 직책: what the post is called, as 팀장
  std::optional<EmployeeId> manager;
  Date since{};
};

inline constexpr std::size_t kMostPosts = 20;

inline constexpr std::array<std::string_view, 5> kRoles{"employee", "manager", "hr", "auditor",
                                                        "admin"};

// Has every role.
inline constexpr const char* kAdministratorRole = "admin";

// Sorted and each once, with "employee", which everybody has.
std::vector<std::string> CompleteRoles(std::vector<std::string> roles);

// 404 "post-not-found".
Error PostNotFound();
// 409 "too-many-posts".
Error TooManyPosts();

}  // namespace erp::employee
