// Accounts (계정): by which token somebody is known, and how they sign in here. Pure values and
// functions.
#pragma once

#include <optional>
#include <string>

#include "common/id.h"
#include "common/message.h"
#include "common/unicode.h"

namespace erp::employee {

using AccountId = Id<struct AccountTag>;

// The issuer of an account that signs in here; others have the name of theirs, as tokens write it.
inline constexpr const char* kLocalIssuer = "local";

struct UserAccount {
  AccountId id;
  EmployeeId employee;
  std::string issuer;   // kLocalIssuer, or "https://cognito-idp.…"
  std::string subject;  // "sub" of its tokens; here 32 hexadecimal digits that say nothing
};

inline constexpr unicode::TextLimits kUsernameText{
    .min = 1, .max = 100, .single_line = true, .not_blank = true, .trimmed = true};

// What names that sign in are compared by: letters of ASCII in lower case.
std::string UsernameKey(const std::string& username);

}  // namespace erp::employee
