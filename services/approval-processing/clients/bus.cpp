#include "approval-processing/clients/bus.h"

#include <chrono>

#include "approval-processing/service.h"
#include "kafka/admin.h"
#include "kafka/retention.h"

namespace erp::approval_processing {

kafka::ProducerOptions BusOptions(const Config& config) {
  kafka::ProducerOptions options;
  options.brokers = config.kafka_brokers;
  options.client_id = kName;
  return options;
}

kafka::ConsumerOptions RequestEventOptions(const Config& config) {
  kafka::ConsumerOptions options;
  options.brokers = config.kafka_brokers;
  options.group = config.Topic(kConsumerGroup);
  options.instance_id = config.kafka_instance_id;
  options.topics = {config.Topic(kApprovalRequestsTopic)};
  options.workers = kEventWorkers;
  return options;
}

void CreateTopics(const Config& config) {
  const kafka::TopicSpec results{.name = config.Topic(kApprovalResultsTopic),
                                 .partitions = static_cast<std::int32_t>(config.kafka_partitions),
                                 .replication = static_cast<std::int32_t>(config.kafka_replication),
                                 .config = kafka::Kept(kApprovalResultsKept)};
  kafka::EnsureTopics(config.kafka_brokers, kafka::WithDeadLetters({results}),
                      Deadline::After(std::chrono::seconds(30)));
}

}  // namespace erp::approval_processing
