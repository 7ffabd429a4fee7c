// How the consumer of approval-results reads the bus: Kafka.
#pragma once

#include <cstddef>

#include "approval-request/config.h"
#include "approval-request/service.h"
#include "kafka/consumer.h"

namespace erp::approval_request {

inline kafka::ConsumerOptions ResultsConsumer(const Config& config) {
  return {.brokers = config.kafka_brokers,
          .group = config.Topic(kConsumerGroup),
          .instance_id = config.kafka_instance_id,
          .topics = {config.Topic(kApprovalResultsTopic)},
          .workers = static_cast<std::size_t>(config.result_workers)};
}

}  // namespace erp::approval_request
