// What every daemon offers on its operator port: /livez /readyz /metrics /version /loglevel
// /routes. The internal routes of a service (/internal/...) are served there too. The port is
// never routed by the gateway and has a pool of its own, so that probes survive saturation.
#pragma once

#include <string>

#include "http/router.h"
#include "observe/health.h"
#include "observe/metrics.h"

namespace erp::http {

// Adds the operator routes to `router`. `api` is the public router, shown by /routes so that
// tests can hold it against the contract; both it and the others must outlive the server.
//   GET /livez            200 while the process runs
//   GET /readyz           200 "ready" or "degraded", 503 "not-ready" or "draining"; JSON with each
//                         dependency: available, need (required, degrading), since, detail
//   GET /metrics          Prometheus text
//   GET /version          {"service","version"}
//   GET|PUT /loglevel     {"level":"info"}
//   GET /routes           {"api":[{"method","path"}],"internal":[...]}
void AddOperatorRoutes(Router& router,
                       const std::string& service,
                       const std::string& version,
                       const health::Health& health,
                       metrics::Registry& registry,
                       const Router& api);

}  // namespace erp::http
