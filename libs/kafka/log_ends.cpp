#include "kafka/log_ends.h"

#include <utility>

#include "common/error.h"
#include "kafka/internal/client.h"

namespace erp::kafka {
namespace {

void Check(rd_kafka_resp_err_t error, const char* what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  throw Unavailable(std::string("kafka ") + what + ": " + ErrorText(error));
}

}  // namespace

struct LogEnds::Impl {
  void ReadTopic(const std::string& name, Deadline deadline, Ends& ends) const {
    const TopicHandle topic(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
    const auto metadata = FetchMetadata(client.get(), *topic, deadline.Remaining());
    if (!metadata || metadata->topic_cnt != 1) throw Unavailable("kafka partitions: no answer");
    Check(metadata->topics[0].err, "partitions");
    for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
      const std::int32_t partition = metadata->topics[0].partitions[i].id;
      std::int64_t first = 0;
      std::int64_t next = 0;
      Check(rd_kafka_query_watermark_offsets(client.get(), name.c_str(), partition, &first, &next,
                                             TimeoutMs(deadline.Remaining())),
            "end offsets");
      ends.next[name + "/" + std::to_string(partition)] = next;
    }
  }

  std::string Cluster(Deadline deadline) const {
    char* id = rd_kafka_clusterid(client.get(), TimeoutMs(deadline.Remaining()));
    if (id == nullptr) throw Unavailable("kafka cluster id: no answer");
    std::string text = id;
    rd_kafka_mem_free(client.get(), id);
    return text;
  }

  const std::vector<std::string> topics;
  const ClientHandle client;
};

LogEnds::LogEnds(const Brokers& brokers, std::vector<std::string> topics)
    : impl_(new Impl{
          std::move(topics),
          MakeClient(RD_KAFKA_PRODUCER, MakeConf(brokers, {{"client.id", "log-ends"}}))}) {}

LogEnds::~LogEnds() = default;

LogEnds::Ends LogEnds::Read(Deadline deadline) {
  Ends ends{.cluster = impl_->Cluster(deadline), .next = {}};
  for (const auto& topic : impl_->topics) impl_->ReadTopic(topic, deadline, ends);
  return ends;
}

}  // namespace erp::kafka
