#include "kafka/group_progress.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "common/error.h"
#include "common/retry.h"
#include "kafka/internal/client.h"

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

  struct Range {
    std::int64_t first = 0;
    std::int64_t end = 0;
  };
  Range RangeOf(std::int32_t partition, Deadline deadline) {
    Range range;
    Check(rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), partition, &range.first,
                                           &range.end, TimeoutMs(deadline.Remaining())),
          "end offsets");
    return range;
  }

  // What the group has left of one partition.
  std::int64_t LagOf(const rd_kafka_topic_partition_t& committed, Deadline deadline) {
    Check(committed.err, "committed offsets");
    const auto range = RangeOf(committed.partition, deadline);
    // What retention has removed nobody can read any more.
    return std::max<std::int64_t>(0, range.end - std::max(range.first, committed.offset));
  }

  std::vector<std::int64_t> Ends(Deadline deadline) {
    const PartitionListHandle list = Partitions(deadline);
    std::vector<std::int64_t> ends;
    for (int i = 0; i < list->cnt; ++i) {
      ends.push_back(RangeOf(list->elems[i].partition, deadline).end);
    }
    return ends;
  }

  bool Reached(const std::vector<std::int64_t>& ends, Deadline deadline) {
    const PartitionListHandle list = Partitions(deadline);
    Check(rd_kafka_committed(client.get(), list.get(), TimeoutMs(deadline.Remaining())),
          "committed offsets");
    for (int i = 0; i < list->cnt && i < static_cast<int>(ends.size()); ++i) {
      const auto& committed = list->elems[i];
      Check(committed.err, "committed offsets");
      const auto end = ends[static_cast<std::size_t>(i)];
      if (committed.offset >= end) continue;
      if (RangeOf(committed.partition, deadline).first < end) return false;
    }
    return true;
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

GroupProgress::GroupProgress(const Brokers& brokers, std::string group, std::string topic)
    : impl_(new Impl{std::move(topic),
                     MakeClient(RD_KAFKA_CONSUMER, MakeConf(brokers, SettingsOf(group)))}) {}

GroupProgress::~GroupProgress() = default;

namespace {

// What the client knows of leaders may be old; a refusal makes it ask anew.
template <typename Question>
auto Insist(Deadline deadline, const Question& question) {
  Backoff backoff(std::chrono::milliseconds(20), std::chrono::milliseconds(200));
  while (true) {
    try {
      return question();
    } catch (const Unavailable&) {
      if (deadline.Expired()) throw;
    }
    std::this_thread::sleep_for(std::min(backoff.Next(), deadline.Remaining()));
  }
}

}  // namespace

std::int64_t GroupProgress::Lag(Deadline deadline) {
  return Insist(deadline, [&] { return impl_->Lag(deadline); });
}

std::vector<std::int64_t> GroupProgress::Ends(Deadline deadline) {
  return Insist(deadline, [&] { return impl_->Ends(deadline); });
}

bool GroupProgress::Reached(const std::vector<std::int64_t>& ends, Deadline deadline) {
  return Insist(deadline, [&] { return impl_->Reached(ends, deadline); });
}

}  // namespace erp::kafka
