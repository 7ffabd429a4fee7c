// The command line of --account. Thread-safe functions.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "common/id.h"
#include "employee/app/identity/keep_accounts.h"

namespace erp::employee {

inline constexpr const char* kAccountUsage =
    "add NAME --employee ID | password NAME | reset NAME | lock NAME | unlock NAME | remove-codes "
    "NAME";

struct AccountArguments {
  enum class Do { kAdd, kPassword, kLock, kUnlock, kRemoveCodes };
  Do what = Do::kAdd;
  std::string username;
  EmployeeId employee;  // of kAdd
};

// kAccountUsage. Throws std::invalid_argument with one sentence.
AccountArguments ReadAccountArguments(const std::vector<std::string>& arguments);

// Does it, and says what was done. A password is the first line of `input`: never an argument,
// which everybody on the machine can read. Throws std::invalid_argument for what KeepAccounts
// refuses.
std::string KeepAccountAsAsked(KeepAccounts& keep,
                               const AccountArguments& wanted,
                               std::istream& input);

inline constexpr const char* kIssuerKeyUsage = "rotate | replace";

// kIssuerKeyUsage: a new key that signs in some hours, or one that signs at once and ends all
// tokens. Says what was done; throws std::invalid_argument with one sentence.
std::string RotateIssuerKeyAsAsked(TokenWriter& tokens, const std::vector<std::string>& arguments);

}  // namespace erp::employee
