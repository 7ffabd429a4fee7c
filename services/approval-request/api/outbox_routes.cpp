// Operator routes: messages of the outbox that could not be read.
#include <cstddef>
#include <string>

#include "approval-request/api/routes.h"
#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using http::Problem;
using http::Request;
using http::Response;

constexpr std::size_t kMostDocuments = 100;

Response List(const Api& api, const Request& request) {
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  auto messages = json::Value::array();
  for (const auto& message : api.app.set_aside.List(kMostDocuments)) {
    const auto entry = json::Parse(message.entry);
    messages.push_back({{"requestId", message.document.value()},
                        {"setAsideAt", FormatInstant(message.at)},
                        {"entry", entry ? *entry : json::Value(message.entry)}});
  }
  return http::Json(json::Dump({{"messages", std::move(messages)}}));
}

Response Retry(const Api& api, const Request& request) {
  const auto id = request.PathId<RequestId>("id");
  if (!id) return Problem(id.error());
  if (auto known = http::OnlyQuery(request, {}); !known) return Problem(known.error());
  if (auto none = http::NoBody(request); !none) return Problem(none.error());
  const auto returned = api.app.set_aside.PutBack(*id);
  log::Info("messages that were set aside are tried again",
            {{"request_id", id->value()}, {"returned", returned}});
  return http::Json(json::Dump({{"returned", returned}}));
}

}  // namespace

void AddOutboxRoutes(http::Router& router, const Api& api) {
  router.Add("GET", "/internal/outbox/unreadable",
             [api](const Request& request) { return List(api, request); });
  router.Add("POST", "/internal/outbox/unreadable/{id}/retry",
             [api](const Request& request) { return Retry(api, request); });
}

}  // namespace erp::approval_request
