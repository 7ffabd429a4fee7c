// Who manages whom, held free of rings, for the store that writes managers in its own
// transactions. Free functions are to be called inside one.
#pragma once

#include <optional>

#include "common/id.h"
#include "common/result.h"
#include "mysql/session.h"

namespace erp::employee {

// Why `manager` cannot be the manager of `person` (nothing: somebody who is being created), or
// nothing: 400 when unknown or no longer active, 409 "manager-ring" when the managers above would
// lead back to somebody on the way.
//
// Everybody above is locked against changes until this transaction has ended. Of two changes that
// would close a ring only together, each changes a row that the other one has locked: one of them
// waits, or is rolled back and run again, and then sees the other. One round trip for each level.
std::optional<Error> RefusalOfManager(mysql::Session& session,
                                      std::optional<EmployeeId> person,
                                      EmployeeId manager);

}  // namespace erp::employee
