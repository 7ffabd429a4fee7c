// Where an assignment begins: at its start, and when it is to start again.
#include "kafka/internal/client.h"
#include "kafka/internal/membership.h"
#include "kafka/internal/start.h"
#include "observe/log.h"

namespace erp::kafka {
namespace {

constexpr std::chrono::milliseconds kPlacePeriod{500};

}  // namespace

std::vector<PartitionOffset> Membership::Offsets(const rd_kafka_topic_partition_list_t& list) {
  std::vector<PartitionOffset> offsets;
  for (int i = 0; i < list.cnt; ++i) {
    const auto& partition = list.elems[i];
    if (partition.offset < 0) continue;
    offsets.push_back({{partition.topic, partition.partition}, partition.offset});
  }
  return offsets;
}

void Membership::Place() {
  try {
    if (options_.start.decide) PlaceByHook();
    const auto error = rd_kafka_assign(client_.get(), unplaced_.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw Unavailable("kafka assign: " + ErrorText(error));
    unplaced_.reset();
    next_check_ = {};
  } catch (const std::exception& error) {
    // Of any kind: this may run inside a callback of the library, which nothing may leave.
    SetUnavailability(std::string("where to begin is not known: ") + error.what());
    next_place_ = std::chrono::steady_clock::now() + kPlacePeriod;
    // The group gets its answer, and nothing is read.
    const PartitionListHandle nothing(rd_kafka_topic_partition_list_new(0));
    rd_kafka_assign(client_.get(), nothing.get());
  }
}

void Membership::PlaceByHook() {
  std::vector<TopicPartition> names;
  for (int i = 0; i < unplaced_->cnt; ++i) {
    names.push_back({unplaced_->elems[i].topic, unplaced_->elems[i].partition});
  }
  const auto starts = options_.start.decide(names);
  const PartitionListHandle lowered = PlaceOffsets(client_.get(), *unplaced_, starts);
  if (lowered->cnt > 0) {
    const auto error = CommitNow(*lowered);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw Unavailable("kafka commit of where to begin: " + ErrorText(error));
    }
    log::Info("kafka partitions start again",
              {{"group", options_.group}, {"partitions", lowered->cnt}});
  }
  if (options_.start.decided) options_.start.decided(Offsets(*unplaced_));
}

void Membership::StartAgain() {
  if (assigned_.empty() || unplaced_) return;  // it is still to be decided anyway
  EndWork(false);
  unplaced_.reset(rd_kafka_topic_partition_list_new(static_cast<int>(assigned_.size())));
  for (auto& [name, assigned] : assigned_) {
    if (assigned.paused) SetPaused(name, assigned, false);
    assigned = {lanes_.Open(name.first, options_.window)};
    rd_kafka_topic_partition_list_add(unplaced_.get(), name.first.c_str(), name.second);
  }
  Place();
}

}  // namespace erp::kafka
