// The HTTP routes about leave (proto/http/employee.yaml). Handlers parse, call one use case and
// print; they are as thread-safe as the service.
#pragma once

#include "employee/app/leave_service.h"
#include "http/router.h"

namespace erp::employee {

// Public routes. The services must outlive the router.
void AddLeaveRoutes(http::Router& router, LeaveService& leave);

// PUT /internal/leave-ops/{opId}: for other services, on the operator port only.
void AddLeaveOperationRoutes(http::Router& router, LeaveService& leave);

}  // namespace erp::employee
