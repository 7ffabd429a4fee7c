// Routes about departments, positions, posts, dates and lines (proto/http/employee.yaml). Handlers
// are as thread-safe as the use cases, which must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// /departments and /positions
void AddOrganisationRoutes(http::Router& router, UseCases& app);

// /employees/{id}/history, /manager, /changes, /posts, /roles
void AddPlacementRoutes(http::Router& router, UseCases& app);

// POST /organisation/resolve
void AddLineRoutes(http::Router& router, UseCases& app);

// GET /internal/employees/{id}/roles, for the operator listener.
void AddRoleLookupRoutes(http::Router& router, UseCases& app);

// POST /internal/organisation/resolve, for the operator listener.
void AddInternalLineRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
