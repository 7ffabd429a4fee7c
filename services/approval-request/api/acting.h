// What the routes have in common that change a document: who acts, and the version they see.
#pragma once

#include <string>

#include "approval-request/api/routes.h"
#include "http/message.h"

namespace erp::approval_request {

// The person of the token or, where nobody is authenticated, who `claimed` to act.
inline Result<EmployeeId> ActorOf(const Api& api,
                                  const http::Request& request,
                                  EmployeeId claimed) {
  return api.actors.Determine(request.Header("authorization").value_or(""), claimed);
}

// The ETag of a document.
inline std::string QuotedVersion(const Document& document) {
  return '"' + std::to_string(document.version) + '"';
}

// 503: nothing is stored while too many messages wait to be passed on.
http::Response OutboxFull();

// Routes of drafts: change, submit again, delete.
void AddDraftRoutes(http::Router& router, const Api& api);

}  // namespace erp::approval_request
