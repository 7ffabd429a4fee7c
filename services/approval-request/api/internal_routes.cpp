// The routes of the operator listener: for approval-processing's comparisons and for operators.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "approval-request/api/acting.h"
#include "approval-request/api/internal_json.h"
#include "approval-request/api/routes.h"
#include "deadletters/routes.h"
#include "http/message.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using auth::Access;
using http::Body;
using http::Call;
using http::Problem;
using http::Response;

constexpr std::chrono::milliseconds kHandOverBudget{2000};

Response OpenStepOf(const Api& api, const Call& call) {
  const auto id = call.id<RequestId>("id");
  const auto document = api.app.read.Recorded(id);
  if (!document) return Problem(document.error());
  if (auto body = api.app.read.OpenStepBody(*document)) return http::Json(*std::move(body));
  auto problem =
      Problem({ErrorCode::kConflict, "no-open-step", "No step of this document is open."});
  problem.body = WithEndOfRound(problem.body, *document);
  return problem;
}

// A whole number of the query between the limits, or `absent`.
std::int64_t WholeNumber(const Call& call,
                         const char* name,
                         std::int64_t least,
                         std::int64_t most,
                         std::int64_t absent,
                         std::vector<FieldError>& mistakes) {
  const auto text = call.query(name);
  if (!text) return absent;
  const auto value = *text == "0" ? std::optional<std::int64_t>(0) : ParsePositive(*text);
  if (value && *value >= least && *value <= most) return *value;
  mistakes.push_back({name, erp::Message("must be a whole number from {} to {}", least, most)});
  return absent;
}

struct OpenStepsQuery {
  OpenStepsRequest request;
  bool full = false;
};

Result<OpenStepsQuery> OpenStepsQueryOf(const Api& api, const Call& call) {
  constexpr std::int64_t kMaxLimit = 500;
  constexpr std::int64_t kYear = 366LL * 24 * 3600 * 1000;
  std::vector<FieldError> mistakes;
  const auto after = WholeNumber(call, "after", 1, INT64_MAX, 0, mistakes);
  const auto limit = WholeNumber(call, "limit", 1, kMaxLimit, 200, mistakes);
  const auto age = WholeNumber(call, "minAgeMs", 0, kYear, 0, mistakes);
  const auto view = call.query("view").value_or("keys");
  if (view != "keys" && view != "full") mistakes.push_back({"view", "must be keys or full"});
  if (!mistakes.empty()) {
    return Error{ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.",
                 std::move(mistakes)};
  }
  OpenStepsQuery query{.request = {.limit = static_cast<int>(limit)}, .full = view == "full"};
  if (after > 0) query.request.after = RequestId(after);
  if (age > 0) {
    query.request.opened_until = api.app.clock.Now() - std::chrono::milliseconds(age);
  }
  return query;
}

Response ListOpenSteps(const Api& api, const Call& call) {
  const auto query = OpenStepsQueryOf(api, call);
  if (!query) return Problem(query.error());
  return http::Json(query->full ? OpenStepsJson(api.app.read.OpenStepBodies(query->request))
                                : OpenStepsJson(api.app.read.OpenStepKeys(query->request)));
}

Response ResultsLag(const Api& api, const Call& /*call*/) {
  return http::Json(LagJson(api.app.progress.Lag()));
}

Response EpochOf(const Api& api, const Call& /*call*/) {
  return http::Json(EpochJson(api.app.epoch.Read()));
}

Response AnnounceEpoch(const Api& api, const Call& /*call*/) {
  const auto state = api.app.epoch.Announce();
  log::Warn("approval-processing begins another epoch", {{"epoch", state.announced}});
  return http::Json(EpochJson(state), 201);
}

using EpochNumber = Id<struct EpochNumberTag>;

Response PutEpochInForce(const Api& api, const Call& call) {
  const auto epoch = call.id<EpochNumber>("epoch");
  if (!api.app.epoch.PutInForce(epoch.value())) {
    return Problem({ErrorCode::kConflict, "epoch-superseded",
                    "This is not the epoch that was announced last."});
  }
  log::Info("an epoch of approval-processing is in force", {{"epoch", epoch.value()}});
  return http::Json(EpochJson(api.app.epoch.Read()));
}

Response WaitingWorkOf(const Api& api, const Call& call) {
  const auto person = call.id<EmployeeId>("employeeId");
  return http::Json(WaitingJson(api.app.hand_over.WaitingFor(person)));
}

Response HandOverOf(const Api& api, const Call& call) {
  const auto person = call.id<EmployeeId>("employeeId");
  api.app.leaver_watch.HandOverNow(person, Deadline::After(kHandOverBudget));
  return http::Json(WaitingJson(api.app.hand_over.WaitingFor(person)));
}

Response ReEmit(const Api& api, const Call& call) {
  const auto span = ParseTimeSpan(call.body());
  if (!span) return Problem(span.error());
  const auto job = api.app.reemit_jobs.Start(span->from, span->to);
  if (!job) return Problem(job.error());
  log::Info(
      "notifications are sent again",
      {{"job", job->id}, {"from", FormatInstant(span->from)}, {"to", FormatInstant(span->to)}});
  auto answer = http::Json(JobJson(*job), 202);
  answer.headers.emplace_back("Location", "re-emit/" + job->id);
  return answer;
}

Response ReEmitJobOf(const Api& api, const Call& call) {
  const auto job = api.app.reemit_jobs.Find(call.text("jobId"));
  return job ? http::Json(JobJson(*job)) : Problem(job.error());
}

// Routes without a body, asked by approval-processing again and again.
http::Route Routine(std::string pattern, std::vector<std::string> query = {}) {
  return {.method = "GET",
          .pattern = std::move(pattern),
          .access = Access::Service({auth::kApprovalProcessing}),
          .query = std::move(query),
          .routine = true};
}

http::Route Order(Access access, std::string method, std::string pattern, Body body = Body::kNone) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = std::move(access),
          .body = body};
}

}  // namespace

http::Router InternalRoutes(const Api& api) {
  http::Router router(api.actors);
  AddDocumentRoutesForServices(router, api);
  AddOutboxRoutes(router, api);
  AddReconciliationRoutes(router, api);
  deadletters::AddRoutes(router, api.letters);
  router.Add(Routine("/internal/open-steps", {"after", "limit", "view", "minAgeMs"}),
             On(api, ListOpenSteps));
  router.Add(Routine("/internal/open-steps/{id}"), On(api, OpenStepOf));
  router.Add(Routine("/internal/results-lag"), On(api, ResultsLag));
  router.Add(Routine("/internal/epoch"), On(api, EpochOf));
  const auto arbiter = Access::Service({auth::kApprovalProcessing});
  router.Add(Order(arbiter, "POST", "/internal/epoch"), On(api, AnnounceEpoch));
  router.Add(Order(arbiter, "PUT", "/internal/epoch/{epoch}"), On(api, PutEpochInForce));
  const auto employee = Access::Service({auth::kEmployee});
  router.Add(Order(employee, "GET", "/internal/waiting/{employeeId}"), On(api, WaitingWorkOf));
  router.Add(Order(employee, "POST", "/internal/waiting/{employeeId}/hand-over"),
             On(api, HandOverOf));
  const auto by_operator = Access::Role(auth::kOperator);
  router.Add(Order(by_operator, "POST", "/internal/notifications/re-emit", Body::kJson),
             On(api, ReEmit));
  router.Add({.method = "GET",
              .pattern = "/internal/notifications/re-emit/{jobId}",
              .access = by_operator,
              .texts = {"jobId"}},
             On(api, ReEmitJobOf));
  return router;
}

}  // namespace erp::approval_request
