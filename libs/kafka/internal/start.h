// At which offsets an assignment begins, from what its owner wants. Private to this library.
#pragma once

#include <vector>

#include "kafka/consumer.h"
#include "kafka/internal/handles.h"

namespace erp::kafka {

// Writes into every element of `partitions` the offset at which to begin (or
// RD_KAFKA_OFFSET_INVALID: wherever the group has got to) and returns those whose committed
// offset must be set back first. Asks brokers, about 2 s a question; throws Unavailable when
// one does not answer. `starts` has one element for each partition, in the same order.
PartitionListHandle PlaceOffsets(rd_kafka_t* client,
                                 rd_kafka_topic_partition_list_t& partitions,
                                 const std::vector<StartPosition>& starts);

}  // namespace erp::kafka
