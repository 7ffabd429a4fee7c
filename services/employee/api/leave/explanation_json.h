// Where a balance comes from, as JSON. Thread-safe functions.
#pragma once

#include <cstddef>
#include <string>

#include "employee/app/leave/explain_leave.h"

namespace erp::employee {

// Of the lines those from `first` on, counted from 0, at most `limit`.
std::string PrintExplanation(EmployeeId employee,
                             const LeaveExplanation& explanation,
                             std::size_t first,
                             std::size_t limit);

}  // namespace erp::employee
