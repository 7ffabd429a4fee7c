// Use case: somebody who is signed in gives themselves another password.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/app/identity/ports.h"
#include "employee/app/identity/sign_in.h"

namespace erp::employee {

struct NewPassword {
  Credentials present;
  std::string password;
  std::string kept_refresh_token = {};  // whose sign-in goes on; empty: none does
};

// Thread-safe; blocks on the accounts, and tens of milliseconds on each password.
class ChangePassword {
 public:
  // All must outlive the use case.
  ChangePassword(SignIn& sign_in, AccountBook& accounts, Passwords& passwords, const Clock& clock)
      : sign_in_(sign_in), accounts_(accounts), passwords_(passwords), clock_(clock) {}

  // `person` acts, where that is known; `address` is where the request came from. Refuses what
  // cannot be with "invalid-body", and as SignIn does; the account of somebody else as a wrong
  // password. Every other sign-in of the account ends.
  Result<void> Run(const NewPassword& wanted,
                   std::optional<EmployeeId> person,
                   const std::string& address);

 private:
  SignIn& sign_in_;
  AccountBook& accounts_;
  Passwords& passwords_;
  const Clock& clock_;
};

}  // namespace erp::employee
