// Use case: human resources gives somebody an account (계정) that signs in here.
#pragma once

#include <algorithm>
#include <string>

#include "common/result.h"
#include "employee/app/identity/keep_accounts.h"
#include "employee/app/organisation/keep_posts.h"
#include "employee/domain/organisation/post.h"

namespace erp::employee {

// Thread-safe; blocks on people and accounts, and tens of milliseconds on the password.
class GiveAccount {
 public:
  // Both must outlive the use case.
  GiveAccount(KeepAccounts& keep_accounts, KeepPosts& keep_posts)
      : keep_accounts_(keep_accounts), keep_posts_(keep_posts) {}

  // Refuses an unknown person, what KeepAccounts::Add refuses, and with 403 "role-missing" an
  // account of an administrator that is not given by one: the giver knows its first password.
  Result<LocalAccount> Run(EmployeeId person,
                           const std::string& username,
                           const std::string& password,
                           bool by_administrator) {
    const auto roles = keep_posts_.Roles(person);
    if (!roles) return roles.error();
    const bool administrator =
        std::find(roles->begin(), roles->end(), kAdministratorRole) != roles->end();
    if (administrator && !by_administrator) {
      return Error{ErrorCode::kForbidden, "role-missing",
                   "This needs a role that you do not have."};
    }
    return keep_accounts_.Add(person, username, password);
  }

 private:
  KeepAccounts& keep_accounts_;
  KeepPosts& keep_posts_;
};

}  // namespace erp::employee
