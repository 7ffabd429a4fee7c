// The drafter's changes to a document that nobody decides on now.
#include <optional>
#include <string>
#include <utility>

#include "approval-request/api/acting.h"
#include "approval-request/api/document_json.h"
#include "http/reply.h"

namespace erp::approval_request {
namespace {

using http::Problem;
using http::Request;
using http::Response;

// The order that path, headers and actor make together.
Result<ChangeDraft::Order> OrderOf(const Api& api,
                                   const Request& request,
                                   RequestId id,
                                   EmployeeId claimed) {
  const auto actor = ActorOf(api, request, claimed);
  if (!actor) return actor.error();
  auto key = http::IdempotencyKey(request);
  if (!key) return key.error();
  const auto version = http::IfMatch(request);
  if (!version) return version.error();
  return ChangeDraft::Order{id, *actor, *std::move(key), *version};
}

Response Marked(Response response, const ChangeDraft::Changed& changed) {
  if (changed.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response EditOne(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  const auto body = ParseEdit(request.body);
  if (!body) return Problem(body.error());
  const auto order = OrderOf(api, request, *id, body->requester);
  if (!order) return Problem(order.error());
  const auto changed = api.app.drafts.Edit(*order, body->edit, body->unchanged);
  if (!changed) return Problem(changed.error());
  auto response = http::Json(DocumentJson(changed->document));
  response.headers.emplace_back("ETag", QuotedVersion(changed->document));
  return Marked(std::move(response), *changed);
}

Response SubmitAgainOne(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  const auto requester = ParseRequester(request.body);
  if (!requester) return Problem(requester.error());
  const auto order = OrderOf(api, request, *id, *requester);
  if (!order) return Problem(order.error());
  const auto changed = api.app.drafts.Submit(*order);
  if (!changed) return Problem(changed.error());
  const Round& round = changed->document.rounds.at(static_cast<std::size_t>(changed->round) - 1);
  return Marked(round.refusal ? RefusedSubmit(changed->document, round)
                              : http::Json(SubmittedJson(changed->document, round)),
                *changed);
}

Response DeleteOne(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {"requesterId"}); !known) {
    return Problem(known.error());
  }
  const auto text = request.Query("requesterId");
  const auto requester = text ? EmployeeId::Parse(*text) : std::nullopt;
  if (!requester) {
    return Problem({ErrorCode::kInvalid,
                    "invalid-query",
                    "The query has mistakes; see errors.",
                    {{"requesterId", "must be a positive whole number"}}});
  }
  const auto order = OrderOf(api, request, *id, *requester);
  if (!order) return Problem(order.error());
  const auto changed = api.app.drafts.Delete(*order);
  if (!changed) return Problem(changed.error());
  return Marked(http::NoContent(), *changed);
}

}  // namespace

void AddDraftRoutes(http::Router& router, const Api& api) {
  router.Add("PUT", "/approvals/{id}",
             [api](const Request& request) { return EditOne(api, request); });
  router.Add("POST", "/approvals/{id}/submit", [api](const Request& request) {
    return api.app.submit.OutboxFull() ? OutboxFull() : SubmitAgainOne(api, request);
  });
  router.Add("DELETE", "/approvals/{id}",
             [api](const Request& request) { return DeleteOne(api, request); });
}

}  // namespace erp::approval_request
