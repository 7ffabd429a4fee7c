#include "employee/api/routes.h"

#include "employee/api/attendance/routes.h"
#include "employee/api/identity/account_routes.h"
#include "employee/api/identity/routes.h"
#include "employee/api/jobs/routes.h"
#include "employee/api/korean.h"
#include "employee/api/leave/routes.h"
#include "employee/api/organisation/departure_routes.h"
#include "employee/api/organisation/employee_routes.h"
#include "employee/api/organisation/organisation_routes.h"
#include "employee/api/organisation/people_file_routes.h"
#include "employee/api/quest/routes.h"

namespace erp::employee {

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router(api.actors);
  AddEmployeeRoutes(router, api.app);
  AddPeopleFileRoutes(router, api.app);
  AddDepartureRoutes(router, api.app);
  AddOrganisationRoutes(router, api.app);
  AddPlacementRoutes(router, api.app);
  AddLineRoutes(router, api.app);
  AddLeaveRoutes(router, api.app);
  AddLeaveViewRoutes(router, api.app);
  AddCalendarRoutes(router, api.app);
  AddPromotionRoutes(router, api.app);
  AddAbsenceRoutes(router, api.app);
  AddCompensatoryRoutes(router, api.app);
  AddLeavesRoutes(router, api.app);
  AddQuestRoutes(router, api.app);
  AddQuestListRoutes(router, api.app);
  AddAttendanceRoutes(router, api.app);
  AddAttendanceRecordRoutes(router, api.app);
  AddAttendanceSheetRoutes(router, api.app);
  AddSignInRoutes(router, api.app);
  AddAccountRoutes(router, api.app);
  AddAuthorizeRoutes(router, api.app);
  return router;
}

http::Router InternalRoutes(const Api& api) {
  http::Router router(api.actors);
  AddEmployeeLookupRoutes(router, api.app);
  AddRoleLookupRoutes(router, api.app);
  AddLeaverRoutes(router, api.app);
  AddInternalLineRoutes(router, api.app);
  AddLeaveOperationRoutes(router, api.app);
  AddAttendanceCorrectionRoutes(router, api.app);
  AddJobRoutes(router, api.app);
  AddPrincipalRoutes(router, api.app);
  return router;
}

}  // namespace erp::employee
