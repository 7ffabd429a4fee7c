// What the route files of this service share. Include it in .cpp files only.
#pragma once

#include <optional>
#include <string>

#include "approval-request/api/routes.h"
#include "http/route.h"

namespace erp::approval_request {

using Handle = http::Response (*)(const Api&, const http::Call&);

inline http::Handler On(const Api& api, Handle handle) {
  return [api, handle](const http::Call& call) { return handle(api, call); };
}

// The role that reads everything.
inline constexpr const char* kAuditor = "auditor";

// Who asks, as the rights to documents know them.
inline Viewer ViewerOf(const http::Call& call) {
  const auth::Caller& caller = call.caller;
  if (caller.has_every_role) return {.person = caller.person, .trusted = true};
  return {.person = caller.person,
          .human_resources = caller.Has(auth::kHumanResources),
          .auditor = caller.Has(kAuditor),
          .trusted = caller.Has(auth::kAdministrator)};
}

// The same on a route whose access is an actor's (call.actor()).
inline Viewer ActorOf(const http::Call& call) {
  auto viewer = ViewerOf(call);
  viewer.person = call.actor();
  return viewer;
}

// What the answer says beforehand of the verbs.
inline std::optional<Allowed> AllowedBy(const Api& api,
                                        const http::Call& call,
                                        const Document& document) {
  return api.app.rights.Of(ViewerOf(call), document);
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
