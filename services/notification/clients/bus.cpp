#include "notification/clients/bus.h"

#include <string>
#include <vector>

#include "notification/service.h"

namespace erp::notification {
namespace {

std::string NameOf(const kafka::TopicPartition& partition) {
  return partition.topic + "/" + std::to_string(partition.partition);
}

Offsets ByName(const std::vector<kafka::PartitionOffset>& list) {
  Offsets offsets;
  for (const auto& [partition, offset] : list) offsets[NameOf(partition)] = offset;
  return offsets;
}

kafka::StartPosition PositionOf(const Replay& replay) {
  using From = kafka::StartPosition::From;
  switch (replay.reach) {
    case Replay::Reach::kAll:
      return {.from = From::kBeginning};
    case Replay::Reach::kTail:
      return {.from = From::kTime, .time = replay.since, .offset = replay.offset};
    case Replay::Reach::kNone:
      break;
  }
  return {};
}

kafka::StartHook StartByReplays(Replays& replays) {
  return {.decide =
              [&replays](const std::vector<kafka::TopicPartition>& partitions) {
                std::vector<std::string> names;
                for (const auto& partition : partitions) names.push_back(NameOf(partition));
                std::vector<kafka::StartPosition> positions;
                for (const auto& replay : replays.Decide(names)) {
                  positions.push_back(PositionOf(replay));
                }
                return positions;
              },
          .decided = [&replays](const auto& offsets) { replays.Decided(ByName(offsets)); },
          .progressed = [&replays](const auto& offsets) { replays.Progressed(ByName(offsets)); }};
}

}  // namespace

kafka::ConsumerOptions EventsOptions(const Config& config, Replays& replays) {
  kafka::ConsumerOptions options;
  options.brokers = config.kafka_brokers;
  options.group = config.Topic(kConsumerGroup);
  options.instance_id = config.kafka_instance_id;
  options.topics = {config.Topic(kApprovalNotificationsTopic)};
  options.start = StartByReplays(replays);
  return options;
}

}  // namespace erp::notification
