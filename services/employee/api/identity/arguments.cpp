#include "employee/api/identity/arguments.h"

#include <stdexcept>
#include <utility>

#include "employee/api/identity/terminal.h"

namespace erp::employee {
namespace {

using Do = AccountArguments::Do;

std::optional<Do> WhatOf(const std::string& word) {
  if (word == "add") return Do::kAdd;
  if (word == "password" || word == "reset") return Do::kPassword;
  if (word == "lock") return Do::kLock;
  if (word == "unlock") return Do::kUnlock;
  if (word == "remove-codes") return Do::kRemoveCodes;
  return std::nullopt;
}

}  // namespace

AccountArguments ReadAccountArguments(const std::vector<std::string>& arguments) {
  const std::string usage = std::string("--account ") + kAccountUsage;
  if (arguments.size() < 2) throw std::invalid_argument(usage);
  const auto what = WhatOf(arguments[0]);
  if (!what) throw std::invalid_argument(usage);
  AccountArguments wanted{*what, arguments[1], {}};
  if (*what != Do::kAdd) {
    if (arguments.size() != 2) throw std::invalid_argument(usage);
    return wanted;
  }
  if (arguments.size() != 4 || arguments[2] != "--employee") throw std::invalid_argument(usage);
  const auto employee = EmployeeId::Parse(arguments[3]);
  if (!employee) throw std::invalid_argument("--employee must be the id of a person");
  wanted.employee = *employee;
  return wanted;
}

std::string KeepAccountAsAsked(KeepAccounts& keep,
                               const AccountArguments& wanted,
                               std::istream& input) {
  const auto& name = wanted.username;
  switch (wanted.what) {
    case Do::kAdd: {
      const auto added = keep.Add(wanted.employee, name, FirstLine(input));
      OrThrow(added);
      return "account " + added->username + " of employee " + wanted.employee.str() + "\n";
    }
    case Do::kPassword:
      OrThrow(keep.SetPassword(name, FirstLine(input)));
      return "password of " + name + " is set\n";
    case Do::kLock:
    case Do::kUnlock: {
      const bool locked = wanted.what == Do::kLock;
      OrThrow(keep.SetLocked(name, locked));
      return name + (locked ? " is locked\n" : " is not locked\n");
    }
    case Do::kRemoveCodes:
      OrThrow(keep.RemoveCodes(name));
      return name + " signs in without one-time codes\n";
  }
  throw std::logic_error("an unknown kind of command");
}

std::string RotateIssuerKeyAsAsked(TokenWriter& tokens, const std::vector<std::string>& arguments) {
  const bool replace = arguments == std::vector<std::string>{"replace"};
  if (!replace && arguments != std::vector<std::string>{"rotate"}) {
    throw std::invalid_argument(std::string("--issuer-key ") + kIssuerKeyUsage);
  }
  const auto from = FormatInstant(tokens.Rotate(replace));
  return replace ? "a new key signs now; every token from before is refused\n"
                 : "a new key signs from " + from + "\n";
}

}  // namespace erp::employee
