// What operators and a gateway that ends may ask of the open sessions.
#pragma once

#include "http/router.h"
#include "notification/api/stomp_gateway.h"

namespace erp::notification {

//   POST /internal/sessions/reconnect     every open session is asked to come back (1012)
// `gateway` must outlive the router's server.
void AddSessionRoutes(http::Router& router, StompGateway& gateway);

}  // namespace erp::notification
