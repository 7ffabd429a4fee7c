// The HTTP routes of this service (proto/http/employee.yaml). Handlers parse, call one use
// case and print; they are as thread-safe as the services.
#pragma once

#include "employee/app/departures.h"
#include "employee/app/employee_service.h"
#include "employee/app/leave_service.h"
#include "http/router.h"

namespace erp::employee {

// Public routes. The services must outlive the router.
void AddPublicRoutes(http::Router& router,
                     EmployeeService& employees,
                     LeaveService& leave,
                     Departures& departures);

// Routes for other services, on the operator port only.
void AddInternalRoutes(http::Router& router,
                       EmployeeService& employees,
                       LeaveService& leave,
                       Departures& departures);

}  // namespace erp::employee
