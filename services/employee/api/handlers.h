// What the route files of this service share. Include it in .cpp files only.
#pragma once

#include <optional>
#include <string>

#include "common/sha256.h"
#include "employee/app/organisation/ports.h"
#include "employee/app/use_cases.h"
#include "http/call.h"
#include "http/reply.h"
#include "http/router.h"

namespace erp::employee {

// Who changes people and their leave; `actorId` may name them.
inline auth::Access ByHumanResources() {
  return auth::Access::Role(auth::kHumanResources, auth::MaybeNamedInQuery("actorId"));
}

inline Viewer ViewerOf(const http::Call& call) {
  return {call.caller.person, call.caller.roles, call.caller.has_every_role};
}

// Handles what is about the person that a parameter of the path names, for those who may see it.
inline http::Handler About(UseCases& app,
                           Resource resource,
                           std::string parameter,
                           http::Response (*handle)(UseCases&, const http::Call&)) {
  return [&app, resource, parameter = std::move(parameter), handle](const http::Call& call) {
    const auto of = call.id<EmployeeId>(parameter);
    const auto may = app.people_rights.See(ViewerOf(call), resource, of);
    return may ? handle(app, call) : http::Problem(may.error());
  };
}

// Says that an earlier request with the same key or operation id did this.
inline void MarkReplayed(http::Response& response) {
  response.headers.emplace_back("Idempotency-Replayed", "true");
}

// The client's key, with what it was used for: the body, and `target` where the path names one.
inline std::optional<RequestKey> KeyOf(const http::Call& call, const std::string& target = "") {
  if (!call.key) return std::nullopt;
  std::string text(target);
  text.append("\n").append(call.body());
  return RequestKey{*call.key, Sha256Hex(text), call.caller.person};
}

}  // namespace erp::employee
