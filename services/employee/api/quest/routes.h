// The HTTP routes about quests (proto/http/employee.yaml). Handlers parse, call one use case and
// print; they are as thread-safe as the use cases, which must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// For the public port.
void AddQuestRoutes(http::Router& router, UseCases& app);

// Lists of quests and of those who take part, for the public port.
void AddQuestListRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
