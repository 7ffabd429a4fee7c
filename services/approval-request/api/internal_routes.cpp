// The routes of the operator listener: for approval-processing's comparisons and for operators.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "approval-request/api/internal_json.h"
#include "approval-request/api/routes.h"
#include "http/message.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using http::Problem;
using http::Request;
using http::Response;

constexpr std::chrono::milliseconds kHandOverBudget{2000};

Response OpenStepOf(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  const auto document = api.app.read.Recorded(*id);
  if (!document) return Problem(document.error());
  if (auto body = api.app.read.OpenStepBody(*document)) return http::Json(*std::move(body));
  auto problem =
      Problem({ErrorCode::kConflict, "no-open-step", "No step of this document is open."});
  problem.body = WithEndOfRound(problem.body, *document);
  return problem;
}

// A whole number of the query between the limits, or `absent`.
std::int64_t WholeNumber(const Request& request,
                         const char* name,
                         std::int64_t least,
                         std::int64_t most,
                         std::int64_t absent,
                         std::vector<FieldError>& mistakes) {
  const auto text = request.Query(name);
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

Result<OpenStepsQuery> OpenStepsQueryOf(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {"after", "limit", "view", "minAgeMs"}); !known) {
    return known.error();
  }
  constexpr std::int64_t kMostLimit = 500;
  constexpr std::int64_t kYear = 366LL * 24 * 3600 * 1000;
  std::vector<FieldError> mistakes;
  const auto after = WholeNumber(request, "after", 1, INT64_MAX, 0, mistakes);
  const auto limit = WholeNumber(request, "limit", 1, kMostLimit, 200, mistakes);
  const auto age = WholeNumber(request, "minAgeMs", 0, kYear, 0, mistakes);
  const auto view = request.Query("view").value_or("keys");
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

Response ListOpenSteps(const Api& api, const Request& request) {
  const auto query = OpenStepsQueryOf(api, request);
  if (!query) return Problem(query.error());
  return http::Json(query->full ? OpenStepsJson(api.app.read.OpenStepBodies(query->request))
                                : OpenStepsJson(api.app.read.OpenStepKeys(query->request)));
}

Response ResultsLag(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  return http::Json(LagJson(api.app.progress.Lag()));
}

Response EpochOf(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  return http::Json(EpochJson(api.app.epoch.Read()));
}

Response AnnounceEpoch(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  if (auto none = http::NoBody(request); !none) return Problem(none.error());
  const auto state = api.app.epoch.Announce();
  log::Warn("approval-processing begins another epoch", {{"epoch", state.announced}});
  return http::Json(EpochJson(state), 201);
}

using EpochNumber = Id<struct EpochNumberTag>;

Response PutEpochInForce(const Api& api, const Request& request) {
  const auto epoch = request.PathId<EpochNumber>("epoch");
  if (!epoch) return Problem(epoch.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  if (auto none = http::NoBody(request); !none) return Problem(none.error());
  if (!api.app.epoch.PutInForce(epoch->value())) {
    return Problem({ErrorCode::kConflict, "epoch-superseded",
                    "This is not the epoch that was announced last."});
  }
  log::Info("an epoch of approval-processing is in force", {{"epoch", epoch->value()}});
  return http::Json(EpochJson(api.app.epoch.Read()));
}

Response WaitingWorkOf(const Api& api, const Request& request) {
  const auto person = request.PathId<EmployeeId>("employeeId");
  if (!person) return Problem(person.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  return http::Json(WaitingJson(api.app.hand_over.WaitingFor(*person)));
}

Response HandOverOf(const Api& api, const Request& request) {
  const auto person = request.PathId<EmployeeId>("employeeId");
  if (!person) return Problem(person.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  if (auto none = http::NoBody(request); !none) return Problem(none.error());
  api.app.leaver_watch.HandOverNow(*person, Deadline::After(kHandOverBudget));
  return http::Json(WaitingJson(api.app.hand_over.WaitingFor(*person)));
}

Response ReEmit(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  const auto span = ParseTimeSpan(request.body);
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

Response ReEmitJobOf(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  const auto job = api.app.reemit_jobs.Find(request.params.at("jobId"));
  return job ? http::Json(JobJson(*job)) : Problem(job.error());
}

}  // namespace

http::Router InternalRoutes(const Api& api) {
  http::Router router;
  AddOutboxRoutes(router, api);
  AddReconciliationRoutes(router, api);
  router.Add("GET", "/internal/open-steps",
             [api](const Request& request) { return ListOpenSteps(api, request); });
  router.Add("GET", "/internal/open-steps/{id}",
             [api](const Request& request) { return OpenStepOf(api, request); });
  router.Add("GET", "/internal/results-lag",
             [api](const Request& request) { return ResultsLag(api, request); });
  router.Add("GET", "/internal/epoch",
             [api](const Request& request) { return EpochOf(api, request); });
  router.Add("POST", "/internal/epoch",
             [api](const Request& request) { return AnnounceEpoch(api, request); });
  router.Add("PUT", "/internal/epoch/{epoch}",
             [api](const Request& request) { return PutEpochInForce(api, request); });
  router.Add("GET", "/internal/waiting/{employeeId}",
             [api](const Request& request) { return WaitingWorkOf(api, request); });
  router.Add("POST", "/internal/waiting/{employeeId}/hand-over",
             [api](const Request& request) { return HandOverOf(api, request); });
  router.Add("POST", "/internal/notifications/re-emit",
             [api](const Request& request) { return ReEmit(api, request); });
  router.Add("GET", "/internal/notifications/re-emit/{jobId}",
             [api](const Request& request) { return ReEmitJobOf(api, request); });
  return router;
}

}  // namespace erp::approval_request
