// Routes of absences.
#include "employee/api/handlers.h"
#include "employee/api/leave/absence_json.h"
#include "employee/api/leave/routes.h"

namespace erp::employee {
namespace {

http::Response List(UseCases& app, const http::Call& call) {
  const auto absences = app.keep_absences.List(call.id<EmployeeId>("id"));
  return absences ? http::Json(PrintAbsences(*absences)) : http::Problem(absences.error());
}

http::Response Record(UseCases& app, const http::Call& call) {
  auto absence = ReadAbsence(call.body());
  if (!absence) return http::Problem(absence.error());
  absence->employee = call.id<EmployeeId>("id");
  const auto recorded = app.keep_absences.Record(*std::move(absence), call.key);
  if (!recorded) return http::Problem(recorded.error());
  auto response = http::Created(PrintAbsence(*recorded), "absences/" + recorded->id.str());
  if (recorded->replayed) MarkReplayed(response);
  return response;
}

http::Response Remove(UseCases& app, const http::Call& call) {
  const auto removed = app.keep_absences.Remove(
      call.id<EmployeeId>("id"), call.id<AbsenceId>("absenceId"), call.caller.person);
  return removed ? http::NoContent() : http::Problem(removed.error());
}

}  // namespace

void AddAbsenceRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET", .pattern = "/employees/{id}/absences", .access = ByHumanResources()},
             http::On(app, List));
  router.Add({.method = "POST",
              .pattern = "/employees/{id}/absences",
              .access = auth::Access::Role(auth::kHumanResources, auth::NamedInBody("actorId")),
              .idempotent = true,
              .body = http::Body::kJson},
             http::On(app, Record));
  router.Add({.method = "DELETE",
              .pattern = "/employees/{id}/absences/{absenceId}",
              .access = ByHumanResources()},
             http::On(app, Remove));
}

}  // namespace erp::employee
