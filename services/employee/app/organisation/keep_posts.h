// Use case: further posts (겸직) and roles of a person.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/organisation_ports.h"
#include "employee/app/organisation/people_rights.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

// Thread-safe; blocks on the register.
class KeepPosts {
 public:
  // Both must outlive the use case.
  KeepPosts(PostRegister& posts, CompanyClock clock) : posts_(posts), clock_(std::move(clock)) {}

  Result<std::vector<Post>> Posts(EmployeeId id) {
    auto posts = posts_.Posts(id);
    if (!posts) return EmployeeNotFound();
    return *std::move(posts);
  }
  Result<Made<Post>> Add(EmployeeId id,
                         const Post& post,
                         const std::optional<RequestKey>& key = std::nullopt) {
    if (post.manager == id) return InvalidBody({{"/managerId", "must be somebody else"}});
    return posts_.Add(id, post, clock_.Now(), key);
  }
  Result<void> End(EmployeeId id, PostId post) { return posts_.End(id, post, clock_.Today()); }

  Result<std::vector<std::string>> Roles(EmployeeId id) {
    auto roles = posts_.Roles(id);
    if (!roles) return EmployeeNotFound();
    return CompleteRoles(*std::move(roles));
  }
  // Also refuses what PeopleRights::Give refuses.
  Result<std::vector<std::string>> SetRoles(EmployeeId id,
                                            std::vector<std::string> roles,
                                            const Viewer& by) {
    const auto before = Roles(id);
    if (!before) return before.error();
    roles = CompleteRoles(std::move(roles));
    if (const auto may = PeopleRights::Give(by, id, *before, roles); !may) return may.error();
    return posts_.SetRoles(id, roles, clock_.Now());
  }

 private:
  PostRegister& posts_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
