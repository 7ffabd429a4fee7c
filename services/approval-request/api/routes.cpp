#include "approval-request/api/routes.h"

#include <chrono>
#include <memory>
#include <utility>

#include "approval-request/api/acting.h"
#include "approval-request/api/document_json.h"
#include "approval-request/api/korean.h"
#include "http/message.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using http::Problem;
using http::Request;
using http::Response;

// Of a route that names nobody: who calls is asked all the same.
http::Handler Asked(const Api& api, Response (*handle)(const Api&, const Request&)) {
  return [api, handle](const Request& request) {
    const auto caller =
        api.actors.DetermineIfNamed(request.Header("authorization").value_or(""), std::nullopt);
    return caller ? handle(api, request) : Problem(caller.error());
  };
}

Response SubmitOne(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  auto draft = ParseDraft(request.body);
  if (!draft) return Problem(draft.error());
  const auto actor = ActorOf(api, request, draft->requester);
  if (!actor) return Problem(actor.error());
  const auto key = http::IdempotencyKey(request);
  if (!key) return Problem(key.error());
  draft->requester = *actor;
  const auto submitted = api.app.submit.Run(*draft, *key);
  if (!submitted) return Problem(submitted.error());
  const Document& document = submitted->document;
  const Round& first = document.rounds.front();
  auto response = first.refusal ? RefusedSubmit(document, first)
                                : http::Created(SubmittedJson(document, first),
                                                "approvals/" + document.id.str());
  if (submitted->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response GetOne(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {"fields"}); !known) return Problem(known.error());
  const auto fields = ParseFields(request.Query("fields"));
  if (!fields) return Problem(fields.error());
  const auto document = api.app.read.Get(*id);
  if (!document) return Problem(document.error());
  auto response = http::Json(DocumentJson(*document, *fields));
  response.headers.emplace_back("ETag", QuotedVersion(*document));
  return response;
}

// Which page, and what of its documents.
struct PageWish {
  PageRequest page;
  Fields fields;
};

Result<PageWish> PageOf(const Request& request) {
  const auto page = http::ReadPage(request);
  if (!page) return page.error();
  auto fields = ParseFields(request.Query("fields"));
  if (!fields) return fields.error();
  PageWish wanted{.page = {.limit = page->limit}, .fields = *std::move(fields)};
  wanted.page.content = !wanted.fields || wanted.fields->contains("content");
  if (page->cursor) {
    auto cursor = ParseCursor(*page->cursor);
    if (!cursor) return cursor.error();
    wanted.page.after = *cursor;
  }
  return wanted;
}

Response PageResponse(const Request& request, const DocumentPage& page, const Fields& fields) {
  auto printed = PrintDocuments(page, fields);
  auto response = http::Json(std::move(printed.json));
  if (printed.next) {
    response.headers.push_back(http::NextLink(request, CursorText(*printed.next)));
  }
  return response;
}

Result<DocumentFilter> FilterOf(const Request& request) {
  DocumentFilter filter;
  std::vector<FieldError> mistakes;
  if (const auto text = request.Query("requesterId")) {
    filter.requester = EmployeeId::Parse(*text);
    if (!filter.requester) mistakes.push_back({"requesterId", "must be a positive whole number"});
  }
  if (const auto text = request.Query("finalStatus")) {
    filter.state = ParseDocumentState(*text);
    if (!filter.state) {
      const auto words = erp::Message::List(DocumentStateWords());
      mistakes.push_back({"finalStatus", erp::Message("must be one of {}", words)});
    }
  }
  if (mistakes.empty()) return filter;
  return Error{ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.",
               std::move(mistakes)};
}

Response ListAll(const Api& api, const Request& request) {
  if (auto known =
          http::OnlyQuery(request, {"requesterId", "finalStatus", "limit", "cursor", "fields"});
      !known) {
    return Problem(known.error());
  }
  const auto filter = FilterOf(request);
  if (!filter) return Problem(filter.error());
  const auto page = PageOf(request);
  if (!page) return Problem(page.error());
  return PageResponse(request, api.app.read.List(*filter, page->page), page->fields);
}

Response PendingOf(const Api& api, const Request& request, EmployeeId approver) {
  const auto actor = ActorOf(api, request, approver);
  if (!actor) return Problem(actor.error());
  const auto page = PageOf(request);
  if (!page) return Problem(page.error());
  return PageResponse(request, api.app.read.Pending(*actor, page->page), page->fields);
}

Response ListPending(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {"approverId", "limit", "cursor", "fields"}); !known) {
    return Problem(known.error());
  }
  const auto text = request.Query("approverId");
  const auto approver = text ? EmployeeId::Parse(*text) : std::nullopt;
  if (!approver) {
    return Problem(Error{ErrorCode::kInvalid,
                         "invalid-query",
                         "The query has mistakes; see errors.",
                         {{"approverId", "must be a positive whole number"}}});
  }
  return PendingOf(api, request, *approver);
}

// The path of the replaced system.
Response ListPendingByPath(const Api& api, const Request& request) {
  const auto approver = request.PathId<EmployeeId>("approverId");
  if (!approver) return Problem(approver.error());
  if (auto known = http::OnlyQuery(request, {"limit", "cursor", "fields"}); !known) {
    return Problem(known.error());
  }
  return PendingOf(api, request, *approver);
}

// 200 when the document shows what was arbitrated, 202 when it will a moment later.
Response Arbitrated(RequestId id, const Result<AskArbiter::Outcome>& outcome) {
  if (!outcome) return Problem(outcome.error());
  const Receipt& receipt = outcome->receipt;
  auto response = http::Json(ArbitratedJson(id, receipt.status), outcome->shown ? 200 : 202);
  if (receipt.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response DecideOne(const Api& api, const Request& request, bool approve) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  auto body = ParseDecisionBody(request.body);
  if (!body) return Problem(body.error());
  const auto actor = ActorOf(api, request, body->approver);
  if (!actor) return Problem(actor.error());
  const auto key = http::IdempotencyKey(request);
  if (!key) return Problem(key.error());
  const auto version = http::IfMatch(request);
  if (!version) return Problem(version.error());
  return Arbitrated(*id, api.app.decide.Run({.request = *id,
                                             .approver = *actor,
                                             .approved = approve,
                                             .comment = std::move(body->comment),
                                             .idempotency_key = *key,
                                             .version = *version}));
}

Response RecallOne(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  auto body = ParseRecallBody(request.body);
  if (!body) return Problem(body.error());
  const auto actor = ActorOf(api, request, body->requester);
  if (!actor) return Problem(actor.error());
  const auto key = http::IdempotencyKey(request);
  if (!key) return Problem(key.error());
  const auto version = http::IfMatch(request);
  if (!version) return Problem(version.error());
  return Arbitrated(*id, api.app.recall.Run({.request = *id,
                                             .requester = *actor,
                                             .comment = std::move(body->comment),
                                             .idempotency_key = *key,
                                             .version = *version}));
}

}  // namespace

http::Response OutboxFull() {
  auto response = http::ProblemStatus(
      503, "outbox-full", "Too much waits to be passed on; nothing is stored, try again later.");
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

// What a page takes while it is made: a batch of the store, the documents, the text twice.
constexpr std::size_t kListBytes = 6 * kPageBytes;

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router;
  const auto submitted = api.registry.GetCounter("approval_documents_submitted_total",
                                                 "Documents that were submitted, without repeats");
  const auto turned_away =
      api.registry.GetCounter("approval_submits_turned_away_total",
                              "Submits that were not taken because OUTBOX_LIMIT was passed");
  const auto lines = std::make_shared<log::Throttle>(std::chrono::seconds(5));
  router.Add("POST", "/approvals", [api, submitted, turned_away, lines](const Request& request) {
    if (api.app.submit.OutboxFull()) {
      turned_away.Add();
      if (lines->Allow()) log::Error("submits are turned away: the outbox is full");
      return OutboxFull();
    }
    auto response = SubmitOne(api, request);
    if (response.status == 201 && response.headers.size() == 1) submitted.Add();
    return response;
  });
  const http::RouteLimits list{.answer_bytes = kListBytes};
  router.Add("GET", "/approvals", Asked(api, ListAll), list);
  router.Add("GET", "/approvals/{id}", Asked(api, GetOne));
  router.Add(
      "GET", "/approvals/pending",
      [api](const Request& request) { return ListPending(api, request); }, list);
  router.Add(
      "GET", "/approvals/pending/{approverId}",
      [api](const Request& request) { return ListPendingByPath(api, request); }, list);
  AddDraftRoutes(router, api);
  router.Add("PUT", "/approvals/{id}/approve",
             [api](const Request& request) { return DecideOne(api, request, true); });
  router.Add("PUT", "/approvals/{id}/reject",
             [api](const Request& request) { return DecideOne(api, request, false); });
  router.Add("POST", "/approvals/{id}/recall",
             [api](const Request& request) { return RecallOne(api, request); });
  return router;
}

}  // namespace erp::approval_request
