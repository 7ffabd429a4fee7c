// What the route files of this service share. Include it in .cpp files only.
#pragma once

#include <optional>
#include <utility>

#include "auth/actor.h"
#include "http/message.h"
#include "http/reply.h"
#include "http/router.h"

namespace erp::employee {

// A handler that works on one of the services and reads the query itself.
template <typename Service>
http::Handler OnQuery(Service& service, http::Response (*handle)(Service&, const http::Request&)) {
  return [&service, handle](const http::Request& request) { return handle(service, request); };
}

// A handler that works on one of the services and takes no query.
template <typename Service>
http::Handler On(Service& service, http::Response (*handle)(Service&, const http::Request&)) {
  return [&service, handle](const http::Request& request) {
    const auto known = http::OnlyQuery(request, {});
    return known ? handle(service, request) : http::Problem(known.error());
  };
}

// A handler on which nothing names a person, after the question who calls.
inline http::Handler Asked(const auth::ActorSource& actors, http::Handler handle) {
  return [&actors, handle = std::move(handle)](const http::Request& request) {
    const auto caller =
        actors.DetermineIfNamed(request.Header("authorization").value_or(""), std::nullopt);
    return caller ? handle(request) : http::Problem(caller.error());
  };
}

// One that takes no query but `actorId`, and creates or changes on behalf of somebody, whom
// `actorId` may name.
template <typename Service>
http::Handler ByActor(Service& service,
                      const auth::ActorSource& actors,
                      http::Response (*handle)(Service&,
                                               const http::Request&,
                                               std::optional<EmployeeId> actor)) {
  return [&service, &actors, handle](const http::Request& request) {
    if (const auto known = http::OnlyQuery(request, {"actorId"}); !known) {
      return http::Problem(known.error());
    }
    const auto claimed = http::ClaimedActor(request);
    if (!claimed) return http::Problem(claimed.error());
    const auto actor =
        actors.DetermineIfNamed(request.Header("authorization").value_or(""), *claimed);
    return actor ? handle(service, request, *actor) : http::Problem(actor.error());
  };
}

// Says that an earlier request with the same key or operation id did this.
inline void MarkReplayed(http::Response& response) {
  response.headers.emplace_back("Idempotency-Replayed", "true");
}

}  // namespace erp::employee
