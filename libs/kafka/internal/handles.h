// Owners of librdkafka objects, private to this library. A handle's destruction hangs for ever
// while a message or a partition list of it is alive, so nothing here is ever held raw.
#pragma once

#include <memory>

#include <librdkafka/rdkafka.h>

namespace erp::kafka {

template <auto Destroy>
struct DestroyWith {
  template <typename T>
  void operator()(T* object) const {
    Destroy(object);
  }
};

using ConfHandle = std::unique_ptr<rd_kafka_conf_t, DestroyWith<&rd_kafka_conf_destroy>>;
using ClientHandle = std::unique_ptr<rd_kafka_t, DestroyWith<&rd_kafka_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, DestroyWith<&rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, DestroyWith<&rd_kafka_event_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, DestroyWith<&rd_kafka_message_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, DestroyWith<&rd_kafka_headers_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, DestroyWith<&rd_kafka_topic_destroy>>;
using NewTopicHandle =
    std::unique_ptr<rd_kafka_NewTopic_t, DestroyWith<&rd_kafka_NewTopic_destroy>>;
using AdminOptionsHandle =
    std::unique_ptr<rd_kafka_AdminOptions_t, DestroyWith<&rd_kafka_AdminOptions_destroy>>;
using ConfigResourceHandle =
    std::unique_ptr<rd_kafka_ConfigResource_t, DestroyWith<&rd_kafka_ConfigResource_destroy>>;
using PartitionListHandle = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                            DestroyWith<&rd_kafka_topic_partition_list_destroy>>;
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, DestroyWith<&rd_kafka_error_destroy>>;

using MetadataHandle =
    std::unique_ptr<const rd_kafka_metadata_t, DestroyWith<&rd_kafka_metadata_destroy>>;

}  // namespace erp::kafka
