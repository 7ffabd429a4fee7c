#include "http/operator.h"

#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::http {
namespace {

json::Value Describe(const Router& router) {
  auto routes = json::Value::array();
  for (const auto& route : router.routes()) {
    routes.push_back({{"method", route.method}, {"path", route.pattern}});
  }
  return routes;
}

Response Ready(const health::Health& health) {
  const auto report = health.Get();
  const char* status = report.draining   ? "draining"
                       : !report.ready   ? "not-ready"
                       : report.degraded ? "degraded"
                                         : "ready";
  json::Value body{{"status", status}, {"dependencies", json::Value::object()}};
  for (const auto& state : report.dependencies) {
    auto& entry = body["dependencies"][state.name];
    entry = {{"available", state.available},
             {"need", health::NeedName(state.need)},
             {"since", FormatInstant(state.since)}};
    if (!state.available) entry["detail"] = state.detail;
  }
  return Json(json::Dump(body), report.ready ? 200 : 503);
}

Response LogLevel() { return Json(json::Dump({{"level", log::LevelName(log::GetLevel())}})); }

Response SetLogLevel(const Request& request) {
  const auto body = json::Parse(request.body);
  if (!body) return Problem(body.error());
  json::ObjectReader reader(*body);
  const auto level = reader.Word("level", {"debug", "info", "warn", "error"});
  if (const auto wrong = reader.Finish()) return Problem(*wrong);
  log::SetLevel(log::ParseLevel(*level));
  return LogLevel();
}

}  // namespace

void AddOperatorRoutes(Router& router,
                       const std::string& service,
                       const std::string& version,
                       const health::Health& health,
                       metrics::Registry& registry,
                       const Router& api) {
  const auto internal = Describe(router);  // what the service added before
  const auto routes = json::Dump({{"api", Describe(api)}, {"internal", internal}});
  const auto build = json::Dump({{"service", service}, {"version", version}});
  registry
      .GetGauge("build_info", "Always 1; the version is in the label.",
                {{"service", service}, {"version", version}})
      .Set(1);
  router.Add("GET", "/livez", [](const Request&) { return Json(R"({"status":"live"})"); });
  router.Add("GET", "/readyz", [&health](const Request&) { return Ready(health); });
  router.Add("GET", "/metrics", [&registry](const Request&) {
    return Response{200, registry.Text(), "text/plain; version=0.0.4; charset=utf-8"};
  });
  router.Add("GET", "/version", [build](const Request&) { return Json(build); });
  router.Add("GET", "/loglevel", [](const Request&) { return LogLevel(); });
  router.Add("PUT", "/loglevel", [](const Request& request) { return SetLogLevel(request); });
  router.Add("GET", "/routes", [routes](const Request&) { return Json(routes); });
}

}  // namespace erp::http
