#include "notification/api/session_routes.h"

#include "http/reply.h"

namespace erp::notification {

void AddSessionRoutes(http::Router& router, StompGateway& gateway) {
  router.Add("POST", "/internal/sessions/reconnect", [&gateway](const http::Request& request) {
    if (auto known = http::OnlyQuery(request, {}); !known) return http::Problem(known.error());
    if (auto none = http::NoBody(request); !none) return http::Problem(none.error());
    gateway.AskToReconnect();
    return http::NoContent();
  });
}

}  // namespace erp::notification
