// Passwords by argon2id (libs/auth/password.h).
#pragma once

#include "auth/password.h"
#include "employee/app/identity/ports.h"

namespace erp::employee {

// Thread-safe; at most two at once are looked at, others wait.
class ArgonPasswords final : public Passwords {
 public:
  std::string Hash(const std::string& password) override { return hasher_.Hash(password); }
  bool Verify(const std::optional<std::string>& hash, const std::string& password) override {
    return hash ? hasher_.Verify(*hash, password) : hasher_.VerifyNobody(password);
  }

 private:
  auth::PasswordHasher hasher_;
};

}  // namespace erp::employee
