#include "employee/clients/topics.h"

#include <chrono>

#include "kafka/admin.h"
#include "kafka/retention.h"

namespace erp::employee {
namespace {

kafka::TopicSpec Topic(const Config& config, const std::string& name, std::chrono::hours kept) {
  return {.name = name,
          .partitions = static_cast<std::int32_t>(config.kafka_partitions),
          .replication = static_cast<std::int32_t>(config.kafka_replication),
          .config = kafka::Kept(kept)};
}

}  // namespace

Topics TopicsOf(const Config& config) {
  const Topics plain;
  return {config.Topic(plain.people), config.Topic(plain.notifications)};
}

void EnsureOwnTopics(const Config& config) {
  const Topics topics = TopicsOf(config);
  kafka::EnsureTopics(
      config.kafka_brokers,
      kafka::WithDeadLetters({Topic(config, topics.people, kEmployeeEventsKept),
                              Topic(config, topics.notifications, kApprovalNotificationsKept)}),
      Deadline::After(std::chrono::seconds(30)));
}

}  // namespace erp::employee
