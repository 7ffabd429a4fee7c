// Routes about people (proto/http/employee.yaml). Handlers parse, call one use case and print; they
// are as thread-safe as the use cases, which must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// For the public port.
void AddEmployeeRoutes(http::Router& router, UseCases& app);

// GET /internal/employees: for other services, on the operator port only.
void AddEmployeeLookupRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
