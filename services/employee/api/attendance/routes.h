// The HTTP routes about attendance (proto/http/employee.yaml). Handlers parse, call one use case
// and print; they are as thread-safe as the use cases, which must outlive the routers.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// For the public port.
void AddAttendanceRoutes(http::Router& router, UseCases& app);
void AddAttendanceRecordRoutes(http::Router& router, UseCases& app);
void AddAttendanceSheetRoutes(http::Router& router, UseCases& app);

// For the operator port: corrections by documents.
void AddAttendanceCorrectionRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
