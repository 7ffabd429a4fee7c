#include "approval-request/api/routes.h"

#include <algorithm>
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

using auth::Access;
using http::Call;
using http::Problem;
using http::Response;

// What became of the submits, without repeats.
struct SubmitCounters {
  explicit SubmitCounters(metrics::Registry& registry)
      : submitted(registry.GetCounter("approval_documents_submitted_total",
                                      "Documents that were submitted, without repeats")),
        turned_away(
            registry.GetCounter("approval_submits_turned_away_total",
                                "Submits that were not taken because OUTBOX_LIMIT was passed")) {}

  metrics::Counter submitted;
  metrics::Counter turned_away;
  std::shared_ptr<log::Throttle> lines = std::make_shared<log::Throttle>(std::chrono::seconds(5));
};

Response SubmitOne(const Api& api, const SubmitCounters& counters, const Call& call) {
  if (api.app.submit.OutboxFull()) {
    counters.turned_away.Add();
    if (counters.lines->Allow()) log::Error("submits are turned away: the outbox is full");
    return OutboxFull();
  }
  auto draft = ParseDraft(call.body(), api.app.forms.Ids());
  if (!draft) return Problem(draft.error());
  draft->requester = call.actor();
  const auto submitted = api.app.submit.Run(*draft, call.key);
  if (!submitted) return Problem(submitted.error());
  const Document& document = submitted->document;
  const Round& first = document.rounds.front();
  if (!submitted->replayed && !first.refusal) counters.submitted.Add();
  auto response = first.refusal ? RefusedSubmit(document, first)
                                : http::Created(SubmittedJson(document, first),
                                                "approvals/" + document.id.str());
  if (submitted->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

Response GetOne(const Api& api, const Call& call) {
  const auto fields = ParseFields(call.query("fields"));
  if (!fields) return Problem(fields.error());
  const auto document = api.app.read.Get(call.id<RequestId>("id"), ViewerOf(call));
  if (!document) return Problem(document.error());
  auto response = http::Json(DocumentJson(*document, *fields, AllowedBy(api, call, *document)));
  response.headers.emplace_back("ETag", QuotedVersion(*document));
  return response;
}

// Which page, and what of its documents.
struct PageWish {
  PageRequest page;
  Fields fields;
};

// Lists are read without the texts that are no lines, where nobody asks for them.
bool WantsLongTexts(const Fields& fields) {
  const auto wanted = [&](const DocumentText& text) {
    return text.kind != DocumentText::Kind::kSingleLine && fields->contains(std::string(text.name));
  };
  return !fields || std::any_of(kDocumentTexts.begin(), kDocumentTexts.end(), wanted);
}

Result<PageWish> PageOf(const Call& call) {
  auto fields = ParseFields(call.query("fields"));
  if (!fields) return fields.error();
  PageWish wanted{.page = {.limit = call.page.limit}, .fields = *std::move(fields)};
  wanted.page.content = WantsLongTexts(wanted.fields);
  if (call.page.cursor) {
    auto cursor = ParseCursor(*call.page.cursor);
    if (!cursor) return cursor.error();
    wanted.page.after = *cursor;
  }
  return wanted;
}

Response PageResponse(const Api& api,
                      const Call& call,
                      const DocumentPage& page,
                      const Fields& fields) {
  auto printed = PrintDocuments(
      page, fields, [&](const Document& document) { return AllowedBy(api, call, document); });
  auto response = http::Json(std::move(printed.json));
  if (printed.next) {
    response.headers.push_back(http::NextLink(call.request, CursorText(*printed.next)));
  }
  return response;
}

Result<DocumentFilter> FilterOf(const Call& call) {
  DocumentFilter filter;
  std::vector<FieldError> mistakes;
  if (const auto text = call.query("requesterId")) {
    filter.requester = EmployeeId::Parse(*text);
    if (!filter.requester) mistakes.push_back({"requesterId", "must be a positive whole number"});
  }
  if (const auto text = call.query("finalStatus")) {
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

Response ListAll(const Api& api, const Call& call) {
  const auto filter = FilterOf(call);
  if (!filter) return Problem(filter.error());
  const auto page = PageOf(call);
  if (!page) return Problem(page.error());
  return PageResponse(api, call, api.app.read.List(*filter, page->page, ViewerOf(call)),
                      page->fields);
}

// For the service that shows a drafter's documents on one form under paths of its own.
Response ListOfForm(const Api& api, const Call& call) {
  auto filter = FilterOf(call);
  if (!filter) return Problem(filter.error());
  filter->form = call.query("form");
  const auto& forms = api.app.forms.Ids();
  if (filter->form && std::find(forms.begin(), forms.end(), *filter->form) == forms.end()) {
    return Problem({ErrorCode::kInvalid,
                    "invalid-query",
                    "The query has mistakes; see errors.",
                    {{"form", erp::Message("must be one of {}", erp::Message::List(forms))}}});
  }
  const auto page = PageOf(call);
  if (!page) return Problem(page.error());
  return PageResponse(api, call, api.app.read.List(*filter, page->page, ViewerOf(call)),
                      page->fields);
}

Response ListPending(const Api& api, const Call& call) {
  const auto page = PageOf(call);
  if (!page) return Problem(page.error());
  return PageResponse(api, call, api.app.read.Pending(call.actor(), page->page), page->fields);
}

// 200 when the document shows what was arbitrated, 202 when it will a moment later.
Response Arbitrated(RequestId id, const Result<AskArbiter::Outcome>& outcome) {
  if (!outcome) return Problem(outcome.error());
  const Receipt& receipt = outcome->receipt;
  auto response = http::Json(ArbitratedJson(id, receipt.status), outcome->shown ? 200 : 202);
  if (receipt.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

template <bool kApprove>
Response DecideOne(const Api& api, const Call& call) {
  auto body = ParseDecisionBody(call.body());
  if (!body) return Problem(body.error());
  const auto id = call.id<RequestId>("id");
  return Arbitrated(id, api.app.decide.Run({.document = id,
                                            .approver = call.actor(),
                                            .approved = kApprove,
                                            .comment = std::move(body->comment),
                                            .idempotency_key = call.key,
                                            .version = call.version},
                                           ActorOf(call)));
}

Response RecallOne(const Api& api, const Call& call) {
  auto body = ParseRecallBody(call.body());
  if (!body) return Problem(body.error());
  const auto id = call.id<RequestId>("id");
  return Arbitrated(id, api.app.recall.Run({.document = id,
                                            .requester = call.actor(),
                                            .comment = std::move(body->comment),
                                            .idempotency_key = call.key,
                                            .version = call.version},
                                           ActorOf(call)));
}

// What a page takes while it is made: a batch of the store, the documents, the text twice.
constexpr std::size_t kListBytes = 6 * kPageBytes;

http::Route List(std::string pattern, Access access, std::vector<std::string> query) {
  return {.method = "GET",
          .pattern = std::move(pattern),
          .access = std::move(access),
          .query = std::move(query),
          .list = true,
          .answer_bytes = kListBytes};
}

// A decision or a recall, by whom the member of the body names.
http::Route Arbitration(std::string method, std::string pattern, std::string actor) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = Access::Actor(auth::NamedInBody(std::move(actor))),
          .idempotent = true,
          .versioned = true,
          .body = http::Body::kJson};
}

void AddReading(http::Router& router, const Api& api) {
  router.Add(List("/approvals", Access::Employee(), {"requesterId", "finalStatus", "fields"}),
             On(api, ListAll));
  router.Add({.method = "GET",
              .pattern = "/approvals/{id}",
              .access = Access::Employee(),
              .query = {"fields"}},
             On(api, GetOne));
  router.Add(
      List("/approvals/pending", Access::Actor(auth::NamedInQuery("approverId")), {"fields"}),
      On(api, ListPending));
  // The path of the replaced system.
  router.Add(List("/approvals/pending/{approverId}", Access::Actor(auth::NamedInPath("approverId")),
                  {"fields"}),
             On(api, ListPending));
}

void AddSubmit(http::Router& router, const Api& api, std::string pattern, Access access) {
  router.Add({.method = "POST",
              .pattern = std::move(pattern),
              .access = std::move(access),
              .idempotent = true,
              .body = http::Body::kJson},
             [api, counters = SubmitCounters(api.registry)](const Call& call) {
               return SubmitOne(api, counters, call);
             });
}

}  // namespace

void AddDocumentRoutesForServices(http::Router& router, const Api& api) {
  AddSubmit(router, api, "/internal/approvals",
            Access::Service({auth::kEmployee}, auth::NamedInBody("requesterId")));
  router.Add(List("/internal/approvals", Access::Service({auth::kEmployee}),
                  {"requesterId", "finalStatus", "form", "fields"}),
             On(api, ListOfForm));
  router.Add({.method = "GET",
              .pattern = "/internal/approvals/{id}",
              .access = Access::Service({auth::kEmployee}),
              .query = {"fields"}},
             On(api, GetOne));
  const auto decision = [](std::string pattern) {
    auto route = Arbitration("PUT", std::move(pattern), "approverId");
    route.access = Access::Service({auth::kEmployee}, auth::NamedInBody("approverId"));
    return route;
  };
  router.Add(decision("/internal/approvals/{id}/approve"), On(api, DecideOne<true>));
  router.Add(decision("/internal/approvals/{id}/reject"), On(api, DecideOne<false>));
}

http::Response OutboxFull() {
  auto response = http::ProblemStatus(
      503, "outbox-full", "Too much waits to be passed on; nothing is stored, try again later.");
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router(api.actors);
  AddSubmit(router, api, "/approvals", Access::Actor(auth::NamedInBody("requesterId")));
  AddReading(router, api);
  AddDraftRoutes(router, api);
  router.Add(Arbitration("PUT", "/approvals/{id}/approve", "approverId"), On(api, DecideOne<true>));
  router.Add(Arbitration("PUT", "/approvals/{id}/reject", "approverId"), On(api, DecideOne<false>));
  router.Add(Arbitration("POST", "/approvals/{id}/recall", "requesterId"), On(api, RecallOne));
  return router;
}

}  // namespace erp::approval_request
