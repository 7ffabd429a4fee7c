// Bodies of leave under the paths of earlier clients. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/leave/keep_leaves.h"

namespace erp::employee {

// employeeId, startDate, and optional endDate, unit and its members (as POST /leaves/quote), days,
// reason. The error names every mistake in it.
Result<WantedLeave> ReadWantedLeave(const std::string& body);
// The reason of a decision, if there is one; the body may be empty.
Result<std::optional<std::string>> ReadLeaveDecision(const std::string& body);

std::string PrintLeave(const LeaveDocument& leave);
std::string PrintLeaves(const std::vector<LeaveDocument>& leaves);

}  // namespace erp::employee
