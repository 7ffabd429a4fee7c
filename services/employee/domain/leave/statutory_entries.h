// What a ledger lacks of the statutory leave that is due (근로기준법 60조), and what it has too
// much of: a day of hire that was corrected, or an absence that became known later, changes what is
// due, and the difference is entered as ADJUST lines, never silently. The job posts these, and a
// forecast reckons with the same ones. Pure, thread-safe.
//
// Compared is by validity, not grant by grant: after a correction another grant may be due on the
// same days. What has lapsed stays as it was. Of what was given too much only what nobody has taken
// or reserved is taken back; what is used of it counts against what the same correction gives on
// days that overlap.
#pragma once

#include <vector>

#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

struct StatutoryFacts {
  EmployeeId employee;
  const std::vector<Entry>& entries;          // all that the person has
  const std::vector<StatutoryGrant>& grants;  // those that are due, maybe later ones too
  Date on;
};

struct StatutoryEntries {
  // Each is posted by itself. Id IdOfGrant: a grant is entered once.
  std::vector<Operation> grants;
  // ADJUST, posted together after the grants; those that take away first. Ids
  // "statutory:{employee}:corrected:{date}:{n}": of each date once.
  std::vector<Operation> corrections;
};

StatutoryEntries StatutoryEntriesOf(const StatutoryFacts& facts, const EntryTime& now);

}  // namespace erp::employee
