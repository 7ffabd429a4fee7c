#include "employee/domain/organisation/post.h"

#include <algorithm>

namespace erp::employee {

std::vector<std::string> CompleteRoles(std::vector<std::string> roles) {
  roles.emplace_back("employee");
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  return roles;
}

Error PostNotFound() {
  return {ErrorCode::kNotFound, "post-not-found", "There is no such post of this person."};
}

Error TooManyPosts() {
  return {ErrorCode::kConflict, "too-many-posts",
          Message("A person has at most {} further posts.", kMostPosts)};
}

}  // namespace erp::employee
