#include "employee/api/attendance/routes.h"

#include <utility>

#include "employee/api/attendance/json.h"
#include "employee/api/handlers.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr const char* kClientAddress = "x-real-ip";  // set by the gateway, whatever a client says

http::Response DoCheckIn(UseCases& app, const http::Call& call) {
  auto claim = ReadCheckIn(call.body());
  if (!claim) return http::Problem(claim.error());
  claim->address = call.request.Header(kClientAddress);
  const auto attended = app.check_in.Run(call.id<EmployeeId>("employeeId"), *claim);
  if (!attended) return http::Problem(attended.error());
  auto response = http::Json(PrintCheckedIn(*attended));
  if (attended->repeated) MarkReplayed(response);
  return response;
}

http::Response DoCheckOut(UseCases& app, const http::Call& call) {
  const auto record = app.check_out.Run(call.id<EmployeeId>("employeeId"));
  return record ? http::Json(PrintRecord(*record)) : http::Problem(record.error());
}

// The cursor is the date of the last record of the page before.
http::Response History(UseCases& app, const http::Call& call) {
  std::optional<Date> before;
  if (call.page.cursor) {
    before = ParseDate(*call.page.cursor);
    if (!before) return http::Problem(InvalidQuery("cursor", "is not a cursor of this list"));
  }
  const auto limit = static_cast<std::size_t>(call.page.limit);
  auto records =
      app.read_attendance.History(call.id<EmployeeId>("employeeId"), before, call.page.limit + 1);
  if (!records) return http::Problem(records.error());
  const bool more = records->size() > limit;
  if (more) records->resize(limit);
  auto response = http::Json(PrintHistory(*records));
  if (more) {
    response.headers.push_back(http::NextLink(call.request, FormatDate(records->back().work_date)));
  }
  return response;
}

http::Response Progress(UseCases& app, const http::Call& call) {
  const auto progress = app.read_attendance.Progress(call.id<EmployeeId>("employeeId"));
  return progress ? http::Json(PrintProgress(*progress)) : http::Problem(progress.error());
}

using auth::Access;
using http::On;

}  // namespace

void AddAttendanceRoutes(http::Router& router, UseCases& app) {
  const auto oneself = Access::Actor(auth::NamedInPath("employeeId"));
  router.Add({.method = "POST",
              .pattern = "/attendance/check-in/{employeeId}",
              .access = oneself,
              .body = http::Body::kJson},
             On(app, DoCheckIn));
  router.Add({.method = "POST", .pattern = "/attendance/check-out/{employeeId}", .access = oneself},
             On(app, DoCheckOut));
  router.Add({.method = "GET",
              .pattern = "/attendance/history/{employeeId}",
              .access = Access::Employee(),
              .list = true},
             About(app, Resource::kAttendance, "employeeId", History));
  router.Add({.method = "GET",
              .pattern = "/attendance/progress/{employeeId}",
              .access = Access::Employee()},
             About(app, Resource::kAttendance, "employeeId", Progress));
}

}  // namespace erp::employee
