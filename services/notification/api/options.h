// The options of the listeners and of the bus that follow from the configuration.
#pragma once

#include "http/server.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "notification/api/stomp_gateway.h"
#include "notification/config.h"

namespace erp::notification {

http::ServerOptions PublicOptions(const Config& config);
http::ServerOptions OperatorOptions(const Config& config);
GatewayOptions SocketOptions(const Config& config);
// Of the consumer of approval-notifications.
std::string EventsTopic(const Config& config);
kafka::ConsumerOptions EventsOptions(const Config& config, kafka::StartHook start);
// Of the producer of dead letters.
kafka::ProducerOptions DeadLetterOptions(const Config& config);

}  // namespace erp::notification
