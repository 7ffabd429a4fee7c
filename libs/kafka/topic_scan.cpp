#include "kafka/topic_scan.h"

#include <algorithm>
#include <chrono>

#include "common/error.h"
#include "common/stop.h"
#include "kafka/internal/client.h"
#include "kafka/internal/convert.h"

namespace erp::kafka {
namespace {

constexpr std::chrono::milliseconds kPoll{100};
constexpr std::chrono::milliseconds kQuestion{2000};  // librdkafka waits so long, stop or no stop
constexpr std::chrono::milliseconds kBetweenQuestions{50};

struct Wait {
  Deadline deadline;
  std::stop_token stop;

  [[nodiscard]] int ForOneQuestion() const {
    return TimeoutMs(std::min(kQuestion, deadline.Remaining()));
  }
  // Before the same question is asked again.
  void Pause() const {
    if (!SleepUnlessStopped(stop, kBetweenQuestions)) throw Unavailable("kafka scan: stopped");
  }
};

void Demand(rd_kafka_resp_err_t error) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw Unavailable("kafka scan: " + ErrorText(error));
}

// Asks until the partition has a leader that knows of it: just after the topic was made, or while
// leaders change, a broker refuses what it will answer a moment later.
template <typename Call>
void Ask(const Wait& wait, const Call& call) {
  for (;;) {
    const auto error = call(wait.ForOneQuestion());
    const bool passing = error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
                         error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
                         error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                         error == RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (!passing || wait.deadline.Expired()) return Demand(error);
    wait.Pause();
  }
}

MetadataHandle AskForPartitions(rd_kafka_t* client, rd_kafka_topic_t& topic, const Wait& wait) {
  for (;;) {
    auto metadata = FetchMetadata(client, topic, std::chrono::milliseconds(wait.ForOneQuestion()));
    if (metadata || wait.deadline.Expired()) return metadata;
    wait.Pause();
  }
}

ClientHandle MakeReader(const Brokers& brokers) {
  return MakeClient(RD_KAFKA_CONSUMER, MakeConf(brokers, {{"group.id", "topic-scan"},
                                                          {"client.id", "topic-scan"},
                                                          {"enable.auto.commit", "false"},
                                                          {"enable.partition.eof", "true"},
                                                          {"fetch.wait.max.ms", "20"},
                                                          {"queued.max.messages.kbytes", "8192"}}));
}

// Where each partition is to be read from; those without records are left out.
PartitionListHandle Beginnings(rd_kafka_t* client, const ScanRange& range, const Wait& wait) {
  const TopicHandle handle(rd_kafka_topic_new(client, range.topic.c_str(), nullptr));
  const auto metadata = AskForPartitions(client, *handle, wait);
  if (!metadata || metadata->topic_cnt != 1) throw Unavailable("kafka scan: no answer");
  Demand(metadata->topics[0].err);
  PartitionListHandle list(rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt));
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    const auto partition = metadata->topics[0].partitions[i].id;
    std::int64_t low = 0;
    std::int64_t high = 0;
    Ask(wait, [&](int timeout) {
      return rd_kafka_query_watermark_offsets(client, range.topic.c_str(), partition, &low, &high,
                                              timeout);
    });
    if (low == high) continue;
    rd_kafka_topic_partition_list_add(list.get(), range.topic.c_str(), partition)->offset = low;
  }
  return list;
}

// From the first record that is not older; a partition without one is read from its end.
void MoveTo(rd_kafka_t* client,
            rd_kafka_topic_partition_list_t& list,
            Instant since,
            const Wait& wait) {
  Ask(wait, [&](int timeout) {
    for (int i = 0; i < list.cnt; ++i) list.elems[i].offset = since.time_since_epoch().count();
    auto error = rd_kafka_offsets_for_times(client, &list, timeout);
    for (int i = 0; i < list.cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      error = list.elems[i].err;
    }
    return error;
  });
}

}  // namespace

void ScanTopic(const Brokers& brokers,
               const ScanRange& range,
               Deadline deadline,
               const std::stop_token& stop,
               const std::function<void(Record)>& visit) {
  const Wait wait{deadline, stop};
  const ClientHandle client = MakeReader(brokers);
  const PartitionListHandle list = Beginnings(client.get(), range, wait);
  int open = list->cnt;
  if (open == 0) return;
  if (range.since) MoveTo(client.get(), *list, *range.since, wait);
  Demand(rd_kafka_assign(client.get(), list.get()));
  while (open > 0) {
    if (deadline.Expired()) throw Unavailable("kafka scan: not read in time");
    if (stop.stop_requested()) throw Unavailable("kafka scan: stopped");
    const MessageHandle message(rd_kafka_consumer_poll(client.get(), TimeoutMs(kPoll)));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --open;
    } else {
      Demand(message->err);
      visit(ToRecord(*message));
    }
  }
}

}  // namespace erp::kafka
