// The HTTP routes of this service (proto/http/employee.yaml). Handlers parse, call one use
// case and print; they are as thread-safe as the services.
#pragma once

#include "auth/actor.h"
#include "employee/app/use_cases.h"
#include "http/router.h"

namespace erp::employee {

// What the handlers use; all of it must outlive the servers.
struct Api {
  UseCases& app;
  const auth::ActorSource& actors;
};

// For the public port.
http::Router PublicRoutes(const Api& api);

// For other services, on the operator port only.
http::Router InternalRoutes(const Api& api);

}  // namespace erp::employee
