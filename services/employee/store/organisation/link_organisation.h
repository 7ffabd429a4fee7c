// What people of before departments were kept, or written by a daemon of before, lack.
#pragma once

#include <cstdint>

#include "mysql/session.h"

namespace erp::employee {

struct Linked {
  std::int64_t placed = 0;   // people who now have the department of their department's name
  std::int64_t entries = 0;  // first entries of a history
};

// Gives people whose department has no id, and active ones whose department has another name, the
// department of that name, made at the root where there is none, and everybody without a history
// its first entry, of the day of hire or of creation. Where several departments have the name the
// first one counts. Part by part; may run beside daemons of any version, and again: it then finds
// nothing.
Linked LinkOrganisation(mysql::Session& session);

}  // namespace erp::employee
