// What --migrate does to this service's database. Not for worker threads: an ALTER may take
// minutes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/id.h"
#include "employee/config.h"
#include "mysql/session.h"

namespace erp::employee {

struct TextRepair {
  std::int64_t changed = 0;
  std::vector<EmployeeId> left;  // their texts break today's rules otherwise
};

// Brings names, departments, positions and addresses that were stored before texts had one form
// into it, as their filters are: SQL cannot. Each is a change of its person, with the next
// version. May run beside daemons of any version, and again: it then finds nothing.
TextRepair RepairTexts(mysql::Session& session);

// Creates or changes the tables, then repairs texts. Returns one line for people. Throws as
// mysql::Migrate does; std::runtime_error with what to do when the server refuses the account.
std::string Upgrade(const Config& config);

}  // namespace erp::employee
