// What the route files of this service share. Include it in .cpp files only.
#pragma once

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

}  // namespace erp::employee
