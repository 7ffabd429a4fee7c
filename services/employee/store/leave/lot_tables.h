// Rows of leave_lots and leave_takings: the book of one person's lots, read and written under the
// lock of the account.
#pragma once

#include "common/id.h"
#include "employee/app/leave/ports.h"
#include "employee/domain/leave/lots.h"
#include "mysql/session.h"

namespace erp::employee {

// source, date, part_from, part_to, lot, minutes, consumed.
Taking ReadTaking(const mysql::Row& row);

// What an operation needs of the book: all lots, and of the takings those that LotBook's
// constructor names (none for kinds that take nothing).
LotBook ReadBook(mysql::Session& session, EmployeeId employee, const Operation& operation);

// All of it.
LotBook ReadWholeBook(mysql::Session& session, EmployeeId employee);

// LeaveLedger::Lapsed.
std::vector<std::pair<EmployeeId, Lot>> ReadLapsed(mysql::Session& session,
                                                   Date on,
                                                   const LapsedPlace& after,
                                                   int limit);

// An INSERT of lots without the rows, what a row looks like, and the values of one.
extern const char* const kInsertLots;
extern const char* const kLotPlaces;
mysql::Values LotValues(EmployeeId employee, const Lot& lot);

// Writes what differs.
void StoreBook(mysql::Session& session,
               EmployeeId employee,
               const LotBook& before,
               const LotBook& after);

}  // namespace erp::employee
