// Leave under the paths of earlier clients.
#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/leave/json.h"
#include "employee/api/leave/leaves_json.h"
#include "employee/api/leave/routes.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

http::Response Ask(UseCases& app, const http::Call& call) {
  auto wanted = ReadWantedLeave(call.body());
  if (!wanted) return http::Problem(wanted.error());
  wanted->key = call.key;
  const auto leave = app.keep_leaves.Ask(*wanted);
  if (!leave) return http::Problem(leave.error());
  return http::Created(PrintLeave(*leave), "leaves/" + leave->id.str());
}

http::Response ListOf(UseCases& app, const http::Call& call) {
  const auto page =
      app.keep_leaves.Of(call.id<EmployeeId>("employeeId"), call.page.limit, call.page.cursor);
  if (!page) return http::Problem(page.error());
  auto response = http::Json(PrintLeaves(page->documents));
  if (page->next) response.headers.push_back(http::NextLink(call.request, *page->next));
  return response;
}

template <bool kApprove>
http::Response Decide(UseCases& app, const http::Call& call) {
  const auto reason = ReadLeaveDecision(call.body());
  if (!reason) return http::Problem(reason.error());
  const auto leave = app.keep_leaves.Decide(call.id<RequestId>("id"), call.caller.person, kApprove,
                                            *reason, call.key);
  return leave ? http::Json(PrintLeave(*leave)) : http::Problem(leave.error());
}

http::Response Balance(UseCases& app, const http::Call& call) {
  const auto balance = app.read_balance.Run(call.id<EmployeeId>("employeeId"));
  return balance ? http::Json(PrintBalance(*balance)) : http::Problem(balance.error());
}

http::Route Decision(std::string pattern) {
  return {.method = "PUT",
          .pattern = std::move(pattern),
          .access = auth::Access::Employee(auth::MaybeNamedInQuery("actorId")),
          .idempotent = true,
          .body = http::Body::kJson};
}

}  // namespace

void AddLeavesRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/leaves",
              .access = auth::Access::Actor(auth::NamedInBody("employeeId")),
              .idempotent = true,
              .body = http::Body::kJson},
             http::On(app, Ask));
  router.Add({.method = "GET",
              .pattern = "/leaves/{employeeId}",
              .access = auth::Access::Employee(),
              .list = true},
             About(app, Resource::kLeave, "employeeId", ListOf));
  router.Add({.method = "GET",
              .pattern = "/leaves/balance/{employeeId}",
              .access = auth::Access::Employee()},
             About(app, Resource::kLeave, "employeeId", Balance));
  router.Add(Decision("/leaves/{id}/approve"), http::On(app, Decide<true>));
  router.Add(Decision("/leaves/{id}/reject"), http::On(app, Decide<false>));
}

}  // namespace erp::employee
