// Refusals that every capability of this service gives. Thread-safe functions.
#pragma once

#include <string>
#include <vector>

#include "common/result.h"

namespace erp::employee {

// 400 "invalid-body" with these mistakes.
Error InvalidBody(std::vector<FieldError> mistakes);

// 400 "invalid-query": what is wrong with that parameter.
Error InvalidQuery(const std::string& name, const Message& detail);

// 404 "employee-not-found".
Error EmployeeNotFound();

// 409 "employee-inactive".
Error EmployeeInactive();

}  // namespace erp::employee
