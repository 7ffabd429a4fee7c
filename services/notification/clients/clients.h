// Everything that this daemon speaks to: the bus, for records that cannot be used.
#pragma once

#include "kafka/dead_letters.h"
#include "kafka/producer.h"
#include "notification/clients/bus.h"
#include "notification/config.h"
#include "notification/service.h"
#include "observe/metrics.h"

namespace erp::notification {

// Its parts are thread-safe.
struct Clients {
  Clients(const Config& config, metrics::Registry& registry)
      : producer({.brokers = config.kafka_brokers, .client_id = kName}, registry),
        letters(config.kafka_brokers, config.Topic(kApprovalNotificationsTopic), producer) {}

  kafka::Producer producer;
  const kafka::DeadLetters letters;  // of the topic that is consumed
};

}  // namespace erp::notification
