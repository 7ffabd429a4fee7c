// Use cases: who has an account here, and its password. Done by administrators.
#pragma once

#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/ports.h"

namespace erp::employee {

// A new password in NFC; refuses one that is not good enough with "invalid-body", at `pointer`.
Result<std::string> CleanPassword(const std::string& password,
                                  const std::string& username,
                                  const std::string& pointer);

// Thread-safe; blocks on the accounts, and tens of milliseconds on a password.
class KeepAccounts {
 public:
  // All must outlive the use case.
  KeepAccounts(AccountBook& accounts, Passwords& passwords, const Clock& clock)
      : accounts_(accounts), passwords_(passwords), clock_(clock) {}

  // Refuses names and passwords that cannot be with "invalid-body".
  static Result<void> Check(const std::string& username, const std::string& password);

  // Refuses what Check refuses, and what AccountBook::Add
  // refuses.
  Result<LocalAccount> Add(EmployeeId employee,
                           const std::string& username,
                           const std::string& password);
  // Refuse an unknown name with 404 "account-not-found".
  Result<void> SetPassword(const std::string& username, const std::string& password);
  Result<void> SetLocked(const std::string& username, bool locked);
  Result<void> RemoveCodes(const std::string& username);

 private:
  AccountBook& accounts_;
  Passwords& passwords_;
  const Clock& clock_;
};

}  // namespace erp::employee
