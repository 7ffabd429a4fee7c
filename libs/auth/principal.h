// Who stands behind a verified token, by our own records and never by what the token says of roles.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/token_verifier.h"
#include "common/id.h"

namespace erp::auth {

// A person or a service, never both. Plain value.
struct Principal {
  std::optional<EmployeeId> employee = std::nullopt;
  std::vector<std::string> roles = {};  // of the person
  std::string service = {};             // name of the daemon or integration; empty: a person
  bool signed_out = false;              // the sign-in that the token is of has ended: nobody

  [[nodiscard]] bool Has(std::string_view role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  }
};

// The accounts of the company. Thread-safe; may block; throws Unavailable when nobody knows now.
class Accounts {
 public:
  virtual ~Accounts() = default;

  // By what a token says, whose session may be empty. Nothing for a subject that has no account, or
  // whose person has left.
  virtual std::optional<Principal> Find(const std::string& issuer,
                                        const std::string& subject,
                                        const std::string& session) = 0;
};

}  // namespace erp::auth
