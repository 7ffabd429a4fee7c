// How this service reaches the bus: Kafka.
#pragma once

#include "approval-processing/config.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"

namespace erp::approval_processing {

kafka::ProducerOptions BusOptions(const Config& config);
// Of the consumer of approval-requests.
kafka::ConsumerOptions RequestEventOptions(const Config& config);

// --migrate: creates the topics that this service produces to, with their dead letters, where
// they do not exist, and brings the settings of existing ones up to date.
// Blocks for at most 30 s; throws as kafka::EnsureTopics does.
void CreateTopics(const Config& config);

}  // namespace erp::approval_processing
