// Routes about people who leave (proto/http/employee.yaml). The use cases must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// DELETE /employees/{id}
void AddDepartureRoutes(http::Router& router, UseCases& app);

// GET /internal/leavers, for the operator listener.
void AddLeaverRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
