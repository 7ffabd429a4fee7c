#include "http/operator.h"

#include "http/internal/admit.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::http {
namespace {

using auth::Access;

// Where a request names who acts.
json::Value Describe(const auth::Claim& claim) {
  using In = auth::Claim::In;
  auto places = json::Value::array();
  if (claim.in == In::kPath) places.push_back("path");
  if (claim.in == In::kQuery || claim.in == In::kQueryOrNone) places.push_back("query");
  if (claim.in == In::kBody || claim.in == In::kBodyOrQuery) places.push_back("body");
  if (claim.in == In::kBodyOrQuery) places.push_back("query");
  return {{"in", places}, {"name", claim.name}};
}

json::Value Describe(const Router& router) {
  auto routes = json::Value::array();
  for (const auto& [route, handler, segments] : router.entries()) {
    routes.push_back({{"method", route.method},
                      {"path", route.pattern},
                      {"access", route.access.Text()},
                      {"claim", Describe(route.access.claim())},
                      {"query", KnownQuery(route)},
                      {"idempotent", route.idempotent},
                      {"versioned", route.versioned},
                      {"body", route.body != Body::kNone},
                      {"streamedBody", route.body == Body::kStreamed},
                      {"streamedAnswer", route.streams_answer}});
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

Response SetLogLevel(const Call& call) {
  const auto body = json::Parse(call.body());
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
  const auto add = [&router](const char* path, const Handler& handler) {
    router.Add({.method = "GET", .pattern = path, .access = Access::Anyone(), .routine = true},
               handler);
  };
  add("/livez", [](const Call&) { return Json(R"({"status":"live"})"); });
  add("/readyz", [&health](const Call&) { return Ready(health); });
  add("/metrics", [&registry](const Call&) {
    return Response{200, registry.Text(), "text/plain; version=0.0.4; charset=utf-8"};
  });
  add("/version", [build](const Call&) { return Json(build); });
  add("/loglevel", [](const Call&) { return LogLevel(); });
  add("/routes", [routes](const Call&) { return Json(routes); });
  router.Add({.method = "PUT",
              .pattern = "/loglevel",
              .access = Access::Role(auth::kOperator),
              .body = Body::kJson},
             SetLogLevel);
}

}  // namespace erp::http
