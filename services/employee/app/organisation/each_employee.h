// Everybody active, one after another: what jobs do for each person.
#pragma once

#include <functional>
#include <stop_token>

#include "employee/app/organisation/ports.h"

namespace erp::employee {

// Blocks on the repository, page by page. A stop ends it between two people.
void ForEachActive(EmployeeRepository& people,
                   const std::stop_token& stop,
                   Date on,
                   const std::function<void(const Employee&)>& act);

}  // namespace erp::employee
