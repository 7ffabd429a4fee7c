// --administrator NAME: an administrator by the command line.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "common/id.h"
#include "employee/app/identity/make_administrator.h"

namespace erp::employee {

inline constexpr const char* kAdministratorUsage = "NAME [--employee ID]";

struct AdministratorArguments {
  std::string username;
  std::optional<EmployeeId> employee = std::nullopt;
};

// Throws std::invalid_argument for what cannot be meant.
AdministratorArguments ReadAdministratorArguments(const std::vector<std::string>& arguments);

// What it did, in one line; the password is the first line of `input`. Throws std::invalid_argument
// for what is refused.
std::string MakeAdministratorAsAsked(MakeAdministrator& make,
                                     const AdministratorArguments& wanted,
                                     std::istream& input);

}  // namespace erp::employee
