#include "notification/api/session_routes.h"

#include "http/reply.h"

namespace erp::notification {
namespace {

http::Response AskToReconnect(StompGateway& gateway, const http::Call& /*call*/) {
  gateway.AskToReconnect();
  return http::NoContent();
}

}  // namespace

void AddSessionRoutes(http::Router& router, StompGateway& gateway) {
  router.Add({.method = "POST",
              .pattern = "/internal/sessions/reconnect",
              .access = auth::Access::Service({auth::kGateway})},
             http::On(gateway, AskToReconnect));
}

}  // namespace erp::notification
