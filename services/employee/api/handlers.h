// What the route files of this service share. Include it in .cpp files only.
#pragma once

#include <optional>
#include <string>

#include "common/sha256.h"
#include "employee/app/organisation/ports.h"
#include "http/call.h"
#include "http/reply.h"
#include "http/router.h"

namespace erp::employee {

// Who changes people and their leave; `actorId` may name them.
inline auth::Access ByHumanResources() {
  return auth::Access::Role(auth::kHumanResources, auth::MaybeNamedInQuery("actorId"));
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
