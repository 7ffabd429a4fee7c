// Use case: further posts (겸직) and roles of a person.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/company_clock.h"
#include "employee/app/organisation/organisation_ports.h"
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
  Result<std::vector<std::string>> SetRoles(EmployeeId id, std::vector<std::string> roles) {
    return posts_.SetRoles(id, CompleteRoles(std::move(roles)), clock_.Now());
  }

 private:
  PostRegister& posts_;
  const CompanyClock clock_;
};

}  // namespace erp::employee
