#include "kafka/internal/start.h"

#include <algorithm>
#include <string>

#include "kafka/internal/client.h"

namespace erp::kafka {
namespace {

constexpr int kBudgetMs = 2000;  // of one question

void Demand(rd_kafka_resp_err_t error, const std::string& question) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw Unavailable("kafka " + question + ": " + ErrorText(error));
  }
}

PartitionListHandle One(const rd_kafka_topic_partition_t& partition, std::int64_t offset) {
  PartitionListHandle list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), partition.topic, partition.partition)->offset =
      offset;
  return list;
}

// Negative when the group has committed nothing.
std::int64_t Committed(rd_kafka_t* client, const rd_kafka_topic_partition_t& partition) {
  const auto list = One(partition, RD_KAFKA_OFFSET_INVALID);
  Demand(rd_kafka_committed(client, list.get(), kBudgetMs), "committed offset");
  Demand(list->elems[0].err, "committed offset");
  return list->elems[0].offset;
}

// The first record written at that time or later; negative when there is none yet.
std::int64_t OffsetAt(rd_kafka_t* client,
                      const rd_kafka_topic_partition_t& partition,
                      Instant time) {
  const auto list = One(partition, time.time_since_epoch().count());
  Demand(rd_kafka_offsets_for_times(client, list.get(), kBudgetMs), "offset of a time");
  Demand(list->elems[0].err, "offset of a time");
  return list->elems[0].offset;
}

std::int64_t Begin(rd_kafka_t* client,
                   const rd_kafka_topic_partition_t& partition,
                   const StartPosition& start,
                   std::int64_t committed) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  Demand(rd_kafka_query_watermark_offsets(client, partition.topic, partition.partition, &low, &high,
                                          kBudgetMs),
         "ends of a partition");
  if (start.from == StartPosition::From::kBeginning || committed < 0) return low;
  const std::int64_t at = OffsetAt(client, partition, start.time);
  return std::max(low, std::min({committed, start.offset, at < 0 ? high : at}));
}

}  // namespace

PartitionListHandle PlaceOffsets(rd_kafka_t* client,
                                 rd_kafka_topic_partition_list_t& partitions,
                                 const std::vector<StartPosition>& starts) {
  PartitionListHandle lowered(rd_kafka_topic_partition_list_new(1));
  for (int i = 0; i < partitions.cnt; ++i) {
    auto& partition = partitions.elems[i];
    const StartPosition& start = starts.at(static_cast<std::size_t>(i));
    partition.offset = RD_KAFKA_OFFSET_INVALID;
    if (start.from == StartPosition::From::kCommitted) continue;
    const std::int64_t committed = Committed(client, partition);
    partition.offset = Begin(client, partition, start, committed);
    if (partition.offset == committed) continue;
    rd_kafka_topic_partition_list_add(lowered.get(), partition.topic, partition.partition)->offset =
        partition.offset;
  }
  return lowered;
}

}  // namespace erp::kafka
