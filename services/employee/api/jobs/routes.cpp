#include "employee/api/jobs/routes.h"

#include "employee/api/handlers.h"
#include "json/json.h"

namespace erp::employee {
namespace {

constexpr int kShown = 100;

http::Response List(UseCases& app, const http::Call& call) {
  const auto job = http::QueryText(call.request, "job", {.max = 64, .single_line = true});
  if (!job) return http::Problem(job.error());
  json::Value runs = json::Value::array();
  for (const auto& run : app.list_job_runs.Run(*job, kShown)) {
    json::Value one{{"job", run.job},
                    {"on", FormatDate(run.on)},
                    {"state", RunStateName(run.state)},
                    {"startedAt", FormatInstant(run.started_at)},
                    {"finishedAt", nullptr},
                    {"changes", run.report.changes},
                    {"failures", run.report.failures},
                    {"lines", run.report.lines}};
    if (run.finished_at) one["finishedAt"] = FormatInstant(*run.finished_at);
    runs.push_back(std::move(one));
  }
  return http::Json(json::Dump({{"jobs", app.run_job.names()}, {"runs", std::move(runs)}}));
}

}  // namespace

void AddJobRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/internal/jobs",
              .access = auth::Access::Role(auth::kOperator),
              .query = {"job"}},
             http::On(app, List));
}

}  // namespace erp::employee
