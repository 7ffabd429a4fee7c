// Routes about people who leave (proto/http/employee.yaml).
#pragma once

#include "employee/app/departures.h"
#include "http/router.h"

namespace erp::employee {

// For the operator listener; `departures` must outlive the router.
void AddLeaverRoutes(http::Router& router, Departures& departures);

}  // namespace erp::employee
