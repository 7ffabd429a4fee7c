// Use case: the first administrator (관리자), whom nobody could appoint, and any later one by hand.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/app/identity/keep_accounts.h"
#include "employee/app/organisation/create_employee.h"
#include "employee/app/organisation/keep_posts.h"

namespace erp::employee {

// Thread-safe; blocks on people and accounts, and tens of milliseconds on a password.
class MakeAdministrator {
 public:
  // All must outlive the use case.
  MakeAdministrator(AccountBook& accounts,
                    KeepAccounts& keep_accounts,
                    KeepPosts& keep_posts,
                    CreateEmployee& create_employee)
      : accounts_(accounts),
        keep_accounts_(keep_accounts),
        keep_posts_(keep_posts),
        create_employee_(create_employee) {}

  struct Made {
    EmployeeId employee;
    bool is_new = false;  // else the account was there, and keeps its password
  };
  // Whose account has this name becomes an administrator. Without such an account `employee` gets
  // it with this password, or somebody who is entered for it. One that was interrupted may be
  // repeated. Refuses what KeepAccounts::Add and KeepPosts::SetRoles refuse.
  Result<Made> Run(const std::string& username,
                   const std::optional<EmployeeId>& employee,
                   const std::string& password);

 private:
  Result<EmployeeId> PersonFor(const std::string& username,
                               const std::optional<EmployeeId>& employee);
  Result<void> Appoint(EmployeeId employee);

  AccountBook& accounts_;
  KeepAccounts& keep_accounts_;
  KeepPosts& keep_posts_;
  CreateEmployee& create_employee_;
};

}  // namespace erp::employee
