// Routes about people who leave (proto/http/employee.yaml). The others must outlive the routers.
#pragma once

#include "employee/app/departures.h"
#include "http/router.h"

namespace erp::employee {

// DELETE /employees/{id}
void AddDepartureRoutes(http::Router& router, Departures& departures);

// GET /internal/leavers, for the operator listener.
void AddLeaverRoutes(http::Router& router, Departures& departures);

}  // namespace erp::employee
