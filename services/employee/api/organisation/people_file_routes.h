// Routes of the people file (인사 파일).
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// `app` must outlive the router.
void AddPeopleFileRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
