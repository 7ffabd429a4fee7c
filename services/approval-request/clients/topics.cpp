#include "approval-request/clients/topics.h"

#include <chrono>

#include "kafka/admin.h"

namespace erp::approval_request {
namespace {

kafka::TopicSpec Topic(const Config& config, const std::string& name, std::chrono::days retention) {
  const auto retention_ms = std::chrono::milliseconds(retention).count();
  return {.name = name,
          .partitions = static_cast<std::int32_t>(config.kafka_partitions),
          .replication = static_cast<std::int32_t>(config.kafka_replication),
          .config = {{"retention.ms", std::to_string(retention_ms)}}};
}

}  // namespace

Topics TopicsOf(const Config& config) {
  const Topics plain;
  return {config.Topic(plain.requests), config.Topic(plain.notifications)};
}

void EnsureOwnTopics(const Config& config) {
  const Topics topics = TopicsOf(config);
  // Notifications are what an inbox is made of again after a loss, so they stay longer.
  kafka::EnsureTopics(
      config.kafka_brokers,
      kafka::WithDeadLetters({Topic(config, topics.requests, std::chrono::days(7)),
                              Topic(config, topics.notifications, std::chrono::days(30))}),
      Deadline::After(std::chrono::seconds(30)));
}

}  // namespace erp::approval_request
