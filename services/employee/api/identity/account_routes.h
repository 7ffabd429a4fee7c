// Accounts of people, as human resources gives them.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// `app` must outlive the server.
void AddAccountRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
