// Entries and takings of many people at once, for lists of them. Free functions are to be called
// inside a transaction or alone: each is one query for at most 200 people.
#pragma once

#include <map>
#include <vector>

#include "employee/app/leave/ports.h"
#include "mysql/session.h"

namespace erp::employee {

// LeaveLedger::EntriesUpTo.
std::map<EmployeeId, std::vector<Entry>> ReadEntriesUpTo(mysql::Session& session,
                                                         Date on,
                                                         const std::vector<EmployeeId>& people);

// LeaveLedger::Taken.
std::map<EmployeeId, std::vector<Taking>> ReadTakingsBetween(mysql::Session& session,
                                                             Date from,
                                                             Date to,
                                                             const std::vector<EmployeeId>& people);

}  // namespace erp::employee
