#include "kafka/group_progress.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "common/error.h"
#include "common/retry.h"
#include "kafka/client.h"

namespace erp::kafka {
namespace {

void Check(rd_kafka_resp_err_t error, const char* what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  throw Unavailable(std::string("kafka ") + what + ": " + ErrorText(error));
}

Settings SettingsOf(const std::string& group) {
  // The group only names whose offsets are asked for: without a subscription nobody joins.
  return {{"group.id", group}, {"client.id", group + "-progress"}, {"enable.auto.commit", "false"}};
}

}  // namespace

struct GroupProgress::Impl {
  PartitionListHandle Partitions(Deadline deadline) {
    const TopicHandle handle(rd_kafka_topic_new(client.get(), topic.c_str(), nullptr));
    const auto metadata = FetchMetadata(client.get(), *handle, deadline.Remaining());
    if (!metadata || metadata->topic_cnt != 1) throw Unavailable("kafka partitions: no answer");
    Check(metadata->topics[0].err, "partitions");
    PartitionListHandle list(rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt));
    for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(),
                                        metadata->topics[0].partitions[i].id);
    }
    return list;
  }

  // What the group has left of one partition.
  std::int64_t LagOf(const rd_kafka_topic_partition_t& committed, Deadline deadline) {
    Check(committed.err, "committed offsets");
    std::int64_t first = 0;
    std::int64_t end = 0;
    Check(rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), committed.partition, &first,
                                           &end, TimeoutMs(deadline.Remaining())),
          "end offsets");
    // What retention has removed nobody can read any more.
    return std::max<std::int64_t>(0, end - std::max(first, committed.offset));
  }

  std::int64_t Lag(Deadline deadline) {
    const PartitionListHandle list = Partitions(deadline);
    Check(rd_kafka_committed(client.get(), list.get(), TimeoutMs(deadline.Remaining())),
          "committed offsets");
    std::int64_t lag = 0;
    for (int i = 0; i < list->cnt; ++i) lag += LagOf(list->elems[i], deadline);
    return lag;
  }

  const std::string topic;
  const ClientHandle client;
};

GroupProgress::GroupProgress(const std::string& brokers, std::string group, std::string topic)
    : impl_(new Impl{std::move(topic),
                     MakeClient(RD_KAFKA_CONSUMER, MakeConf(brokers, SettingsOf(group)))}) {}

GroupProgress::~GroupProgress() = default;

std::int64_t GroupProgress::Lag(Deadline deadline) {
  // What the client knows of leaders may be old; a refusal makes it ask anew.
  Backoff backoff(std::chrono::milliseconds(20), std::chrono::milliseconds(200));
  while (true) {
    try {
      return impl_->Lag(deadline);
    } catch (const Unavailable&) {
      if (deadline.Expired()) throw;
    }
    std::this_thread::sleep_for(std::min(backoff.Next(), deadline.Remaining()));
  }
}

}  // namespace erp::kafka
