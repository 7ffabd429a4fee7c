#include "employee/api/identity/account_routes.h"

#include "employee/api/handlers.h"
#include "employee/api/identity/identity_json.h"

namespace erp::employee {
namespace {

http::Response Give(UseCases& app, const http::Call& call) {
  const auto wanted = ReadCredentials(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto given = app.give_account.Run(call.id<EmployeeId>("id"), wanted->username,
                                          wanted->password, call.caller.Has(auth::kAdministrator));
  if (!given) return http::Problem(given.error());
  return http::Json(PrintAccount(*given), 201);
}

}  // namespace

void AddAccountRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/employees/{id}/account",
              .access = ByHumanResources(),
              .body = http::Body::kJson},
             http::On(app, Give));
}

}  // namespace erp::employee
