// The operator's routes about jobs (proto/http/internal/employee.yaml). As thread-safe as the use
// cases, which must outlive the router.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// GET /internal/jobs: for operators, on the operator port only.
void AddJobRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
