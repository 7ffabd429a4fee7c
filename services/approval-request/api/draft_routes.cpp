// The drafter's changes to a document that nobody decides on now, and the cancellation of leave.
#include <string>
#include <utility>

#include "approval-request/api/acting.h"
#include "approval-request/api/cancellation_json.h"
#include "approval-request/api/document_json.h"
#include "http/reply.h"

namespace erp::approval_request {
namespace {

using http::Call;
using http::Problem;
using http::Response;

ChangeDraft::Command CommandOf(const Call& call) {
  return {call.id<RequestId>("id"), ActorOf(call), call.key, call.version};
}

Response Marked(Response response, const ChangeDraft::Changed& changed) {
  if (changed.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response EditOne(const Api& api, const Call& call) {
  const auto body = ParseEdit(call.body());
  if (!body) return Problem(body.error());
  const auto changed = api.app.drafts.Edit(CommandOf(call), body->edit, body->unchanged);
  if (!changed) return Problem(changed.error());
  auto response =
      http::Json(DocumentJson(changed->document, {}, AllowedBy(api, call, changed->document)));
  response.headers.emplace_back("ETag", QuotedVersion(changed->document));
  return Marked(std::move(response), *changed);
}

Response SubmitAgainOne(const Api& api, const Call& call) {
  if (api.app.submit.OutboxFull()) return OutboxFull();
  if (const auto requester = ParseRequester(call.body()); !requester) {
    return Problem(requester.error());
  }
  const auto changed = api.app.drafts.Submit(CommandOf(call));
  if (!changed) return Problem(changed.error());
  const Round& round = changed->document.rounds.at(static_cast<std::size_t>(changed->round) - 1);
  return Marked(round.refusal ? RefusedSubmit(changed->document, round)
                              : http::Json(SubmittedJson(changed->document, round)),
                *changed);
}

Response DeleteOne(const Api& api, const Call& call) {
  const auto changed = api.app.drafts.Delete(CommandOf(call));
  if (!changed) return Problem(changed.error());
  return Marked(http::NoContent(), *changed);
}

Response CancelLeaveOf(const Api& api, const Call& call) {
  auto reason = ParseCancellation(call.body());
  if (!reason) return Problem(reason.error());
  const auto canceled = api.app.cancel_leave.Run({.document = call.id<RequestId>("id"),
                                                  .viewer = ActorOf(call),
                                                  .reason = *std::move(reason),
                                                  .idempotency_key = call.key,
                                                  .version = call.version});
  if (!canceled) return Problem(canceled.error());
  auto response =
      http::Json(DocumentJson(canceled->document, {}, AllowedBy(api, call, canceled->document)));
  response.headers.emplace_back("ETag", QuotedVersion(canceled->document));
  if (canceled->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

// The drafter's, named by a member of the body.
http::Route Change(std::string method, std::string pattern) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = auth::Access::Actor(auth::NamedInBody("requesterId")),
          .idempotent = true,
          .versioned = true,
          .body = http::Body::kJson};
}

}  // namespace

void AddDraftRoutes(http::Router& router, const Api& api) {
  router.Add(Change("PUT", "/approvals/{id}"), On(api, EditOne));
  router.Add(Change("POST", "/approvals/{id}/submit"), On(api, SubmitAgainOne));
  router.Add({.method = "POST",
              .pattern = "/approvals/{id}/cancel-leave",
              .access = auth::Access::Actor(auth::NamedInBody("actorId")),
              .idempotent = true,
              .versioned = true,
              .body = http::Body::kJson},
             On(api, CancelLeaveOf));
  router.Add({.method = "DELETE",
              .pattern = "/approvals/{id}",
              .access = auth::Access::Actor(auth::NamedInQuery("requesterId")),
              .idempotent = true,
              .versioned = true},
             On(api, DeleteOne));
}

}  // namespace erp::approval_request
