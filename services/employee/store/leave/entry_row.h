// A row of leave_ledger `l` as an entry. Thread-safe functions.
#pragma once

#include <string>

#include "employee/domain/leave/ledger.h"
#include "mysql/session.h"

namespace erp::employee {

// The columns of an entry, in the order of ReadEntry.
inline const std::string kEntryColumns =
    "l.number, l.op_id, l.kind, l.minutes, l.refusal, l.balance_after, l.source, l.reason, "
    "l.actor_id, l.at, l.granted_change, l.consumed_change, l.reserved_change, l.bucket, "
    "l.valid_from, l.valid_to, l.on_date, l.days, l.refused_date";

// From column `first` on. Throws std::logic_error for what no daemon has written.
Entry ReadEntry(const mysql::Row& row, std::size_t first);

}  // namespace erp::employee
