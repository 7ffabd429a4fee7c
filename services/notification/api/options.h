// The options of the WebSocket port and of the consumer that follow from the configuration.
#pragma once

#include "kafka/consumer.h"
#include "notification/api/stomp_gateway.h"
#include "notification/config.h"

namespace erp::notification {

GatewayOptions SocketOptions(const Config& config);
// Of the consumer of approval-notifications.
kafka::ConsumerOptions EventsOptions(const Config& config, kafka::StartHook start);

}  // namespace erp::notification
