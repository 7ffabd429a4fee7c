// What the route files of this service share. Include it in .cpp files only.
#pragma once

#include <string>

#include "approval-request/api/routes.h"
#include "http/route.h"

namespace erp::approval_request {

using Handle = http::Response (*)(const Api&, const http::Call&);

inline http::Handler On(const Api& api, Handle handle) {
  return [api, handle](const http::Call& call) { return handle(api, call); };
}

// The ETag of a document.
inline std::string QuotedVersion(const Document& document) {
  return '"' + std::to_string(document.version) + '"';
}

// 503: nothing is stored while too many messages wait to be passed on.
http::Response OutboxFull();

// Routes of drafts: change, submit again, delete; and of leave that is canceled.
void AddDraftRoutes(http::Router& router, const Api& api);

}  // namespace erp::approval_request
