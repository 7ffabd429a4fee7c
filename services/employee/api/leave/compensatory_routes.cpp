// The route of compensatory leave (보상휴가).
#include "employee/api/dates.h"
#include "employee/api/handlers.h"
#include "employee/api/leave/compensatory_json.h"
#include "employee/api/leave/routes.h"

namespace erp::employee {
namespace {

http::Response Grant(UseCases& app, const http::Call& call) {
  const auto wanted = ReadCompensation(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto id = call.id<EmployeeId>("id");
  const auto posting = app.grant_compensatory_leave.Run(id, *wanted);
  if (!posting) return http::Problem(posting.error());
  auto response = http::Json(PrintCompensation(id, wanted->work_date, posting->entry), 201);
  if (posting->replayed) MarkReplayed(response);
  return response;
}

}  // namespace

void AddCompensatoryRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/employees/{id}/leave/compensatory",
              .access = auth::Access::Actor(auth::NamedInBody("actorId")),
              .body = http::Body::kJson},
             http::On(app, Grant));
}

}  // namespace erp::employee
