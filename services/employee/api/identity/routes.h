// Routes about accounts and tokens. `app` must outlive the router.
#pragma once

#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

void AddSignInRoutes(http::Router& router, UseCases& app);
// Signing in with a browser.
void AddAuthorizeRoutes(http::Router& router, UseCases& app);
// Who stands behind a token, for other services.
void AddPrincipalRoutes(http::Router& router, UseCases& app);

}  // namespace erp::employee
