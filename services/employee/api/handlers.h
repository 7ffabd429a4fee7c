// What the route files of this service share. Include it in .cpp files only.
#pragma once

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

// Says that an earlier request with the same key or operation id did this.
inline void MarkReplayed(http::Response& response) {
  response.headers.emplace_back("Idempotency-Replayed", "true");
}

}  // namespace erp::employee
