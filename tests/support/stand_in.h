// Servers of tests that stand in for a service: everybody may call, and the handler sees the
// request as it came.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "auth/actor.h"
#include "http/router.h"

namespace erp::test {

// Believes who is named, as AUTH_MODE=dev. Lives as long as the process.
const auth::ActorSource& Believing();

// A route for anyone. All parameters of its pattern are texts; other parameters of the query than
// those of `query` are refused.
void Serve(http::Router& router,
           std::string method,
           std::string pattern,
           std::function<http::Response(const http::Request&)> handle,
           std::vector<std::string> query = {});

}  // namespace erp::test
