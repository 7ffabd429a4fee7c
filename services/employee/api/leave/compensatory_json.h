// Compensatory leave (보상휴가) as JSON. Thread-safe functions.
#pragma once

#include <string>

#include "common/result.h"
#include "employee/app/leave/grant_compensatory_leave.h"

namespace erp::employee {

Result<WantedCompensation> ReadCompensation(const std::string& body);

std::string PrintCompensation(EmployeeId employee, Date work_date, const Entry& grant);

}  // namespace erp::employee
