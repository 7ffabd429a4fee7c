// Refusals that every capability of this service gives. Thread-safe functions.
#pragma once

#include <vector>

#include "common/result.h"

namespace erp::employee {

// 400 "invalid-body" with these mistakes.
Error InvalidBody(std::vector<FieldError> mistakes);

// 404 "employee-not-found".
Error EmployeeNotFound();

}  // namespace erp::employee
