// The HTTP routes about leave (proto/http/employee.yaml). Handlers parse, call one use case and
// print; they are as thread-safe as the use cases, which must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// For the public port.
void AddLeaveRoutes(http::Router& router, UseCases& app);
void AddLeavesRoutes(http::Router& router, UseCases& app);  // /leaves of earlier clients

// The calendar of a team and the report (api/leave/view_routes.cpp).
void AddLeaveViewRoutes(http::Router& router, UseCases& app);

// Holidays and working calendars by hand (api/leave/calendar_routes.cpp).
void AddCalendarRoutes(http::Router& router, UseCases& app);
// Notices of 연차사용촉진 (api/leave/promotion_routes.cpp).
void AddPromotionRoutes(http::Router& router, UseCases& app);

// Absences (api/leave/absence_routes.cpp).
void AddAbsenceRoutes(http::Router& router, UseCases& app);
// Leave for work on holidays (api/leave/compensatory_routes.cpp).
void AddCompensatoryRoutes(http::Router& router, UseCases& app);

// PUT /internal/leave-ops/{opId}: for other services, on the operator port only.
void AddLeaveOperationRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
