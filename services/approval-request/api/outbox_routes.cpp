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

using auth::Access;
using http::Call;
using http::Response;

constexpr std::size_t kMaxDocuments = 100;

Response List(SetAsideMessages& set_aside, const Call& /*call*/) {
  auto messages = json::Value::array();
  for (const auto& message : set_aside.List(kMaxDocuments)) {
    const auto entry = json::Parse(message.entry);
    messages.push_back({{"requestId", message.document.value()},
                        {"setAsideAt", FormatInstant(message.at)},
                        {"entry", entry ? *entry : json::Value(message.entry)}});
  }
  return http::Json(json::Dump({{"messages", std::move(messages)}}));
}

Response Retry(SetAsideMessages& set_aside, const Call& call) {
  const auto id = call.id<RequestId>("id");
  const auto returned = set_aside.PutBack(id);
  log::Info("messages that were set aside are tried again",
            {{"request_id", id.value()}, {"returned", returned}});
  return http::Json(json::Dump({{"returned", returned}}));
}

}  // namespace

void AddOutboxRoutes(http::Router& router, const Api& api) {
  router.Add({.method = "GET",
              .pattern = "/internal/outbox/unreadable",
              .access = Access::Role(auth::kOperator)},
             http::On(api.app.set_aside, List));
  router.Add({.method = "POST",
              .pattern = "/internal/outbox/unreadable/{id}/retry",
              .access = Access::Role(auth::kOperator)},
             http::On(api.app.set_aside, Retry));
}

}  // namespace erp::approval_request
