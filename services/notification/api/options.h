// The options of the WebSocket port that follow from the configuration.
#pragma once

#include "notification/api/stomp_gateway.h"
#include "notification/config.h"

namespace erp::notification {

GatewayOptions SocketOptions(const Config& config);

}  // namespace erp::notification
