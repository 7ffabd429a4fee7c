#include "notification/api/events.h"

#include "contracts/envelope.h"
#include "contracts/notification_events.h"
#include "kafka/ignored_events.h"
#include "notification/api/json.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

// Its own key is what keeps the records of a person in order.
Result<void> CheckKey(const kafka::Record& record, EmployeeId user) {
  if (record.key == user.str()) return {};
  return Error{ErrorCode::kInvalid, "wrong-key", "The key is not the userId."};
}

Result<void> OnRequested(Intake& intake, const kafka::Record& record) {
  const auto notification = ParseRequested(record.value);
  if (!notification) return notification.error();
  if (auto key = CheckKey(record, notification->user); !key) return key;
  intake.Deliver(*notification, trace::CurrentTraceparent());
  return {};
}

Result<void> OnSettled(Intake& intake, const kafka::Record& record) {
  const auto settlement = ParseSettled(record.value);
  if (!settlement) return settlement.error();
  if (auto key = CheckKey(record, settlement->user); !key) return key;
  intake.Settle(*settlement);
  return {};
}

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

}  // namespace

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

kafka::RecordHandler OnNotificationEvent(Intake& intake, metrics::Registry& registry) {
  return [&intake,
          ignored = kafka::IgnoredEvents(registry)](const kafka::Record& record) -> Result<void> {
    const std::string type = record.Header(contracts::kTypeHeader);
    if (type == contracts::NotificationRequested::kType) return OnRequested(intake, record);
    if (type == contracts::NotificationSettled::kType) return OnSettled(intake, record);
    return ignored(record);
  };
}

}  // namespace erp::notification
