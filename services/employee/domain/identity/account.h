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

inline constexpr std::size_t kShortestPassword = 12;  // code points (OWASP ASVS 5.0 V6.2.1, V6.2.9)
inline constexpr std::size_t kLongestPassword = 128;

// A password is text as it was typed, in NFC, of any characters (NIST SP 800-63B section 3.1.1.2).
// Nothing, or what is wrong with it: too short, too long, one that everybody knows, the name, or
// the same few characters again and again.
std::optional<Message> PasswordMistake(const std::string& password, const std::string& username);

}  // namespace erp::employee
