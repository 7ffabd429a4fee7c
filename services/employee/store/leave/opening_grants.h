// Leave accounts of people who were just hired, each with its opening GRANT "opening:{id}". To be
// called inside a transaction.
#pragma once

#include <vector>

#include "common/id.h"
#include "employee/app/company_clock.h"
#include "employee/domain/leave/ledger.h"
#include "mysql/session.h"

namespace erp::employee {

// With few statements for many. The entries, in the order of the ids.
std::vector<Entry> OpenAccounts(mysql::Session& session,
                                const std::vector<EmployeeId>& ids,
                                Minutes opening,
                                Moment now);

}  // namespace erp::employee
