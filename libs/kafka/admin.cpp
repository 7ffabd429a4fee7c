#include "kafka/admin.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <thread>

#include "common/error.h"
#include "common/retry.h"
#include "kafka/client.h"
#include "observe/log.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRequestBudget{2000};
constexpr milliseconds kMetadataBudget{500};

// Errors after which the same request may succeed.
bool IsTransient(rd_kafka_resp_err_t error) {
  constexpr std::array kTransient{
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
      RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__WAIT_COORD,
      RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
      RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS};
  return std::find(kTransient.begin(), kTransient.end(), error) != kTransient.end();
}

NewTopicHandle ToNewTopic(const TopicSpec& spec) {
  std::array<char, 256> why{};
  NewTopicHandle topic(rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, spec.replication,
                                             why.data(), why.size()));
  if (!topic) throw std::runtime_error("kafka topic " + spec.name + ": " + why.data());
  for (const auto& [name, value] : spec.config) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  return topic;
}

// True when it exists now; false when asking again may help; throws when it is refused.
bool Exists(const rd_kafka_topic_result_t& result) {
  const auto error = rd_kafka_topic_result_error(&result);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return true;
  }
  if (IsTransient(error)) return false;
  const char* text = rd_kafka_topic_result_error_string(&result);
  throw std::runtime_error(std::string("kafka topic ") + rd_kafka_topic_result_name(&result) +
                           ": " + (text == nullptr ? ErrorText(error) : text));
}

// One request for all topics.
bool TryCreate(rd_kafka_t* client, const std::vector<TopicSpec>& topics, milliseconds budget) {
  std::vector<NewTopicHandle> owned;
  std::vector<rd_kafka_NewTopic_t*> wanted;
  for (const auto& spec : topics) {
    owned.push_back(ToNewTopic(spec));
    wanted.push_back(owned.back().get());
  }
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), TimeoutMs(budget), nullptr, 0);
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), TimeoutMs(budget), nullptr, 0);
  const QueueHandle queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, wanted.data(), wanted.size(), options.get(), queue.get());
  // Its own time-out always brings an event; the margin only covers a late one.
  const EventHandle event(rd_kafka_queue_poll(queue.get(), TimeoutMs(budget + milliseconds(500))));
  if (!event) return false;
  if (const auto error = rd_kafka_event_error(event.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (IsTransient(error)) return false;
    throw std::runtime_error("kafka topics: " + ErrorText(error));
  }
  std::size_t count = 0;
  const auto** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  return std::all_of(results, results + count, [](const auto* result) { return Exists(*result); });
}

bool HasLeaders(rd_kafka_t* client, const std::string& name) {
  const TopicHandle topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  const auto metadata = FetchMetadata(client, *topic, kMetadataBudget);
  if (!metadata || metadata->topic_cnt != 1) return false;
  const auto& answer = metadata->topics[0];
  return answer.err == RD_KAFKA_RESP_ERR_NO_ERROR && answer.partition_cnt > 0 &&
         std::all_of(answer.partitions, answer.partitions + answer.partition_cnt,
                     [](const auto& partition) { return partition.leader >= 0; });
}

// Repeats until it is true; throws Unavailable at the deadline.
template <typename Try>
void Until(Deadline deadline, const std::string& what, const Try& attempt) {
  Backoff backoff(milliseconds(20), milliseconds(500));
  while (!attempt()) {
    if (deadline.Expired()) throw Unavailable("kafka: " + what + ": not in time");
    std::this_thread::sleep_for(std::min(backoff.Next(), deadline.Remaining()));
  }
}

}  // namespace

void EnsureTopics(const std::string& brokers,
                  const std::vector<TopicSpec>& topics,
                  Deadline deadline) {
  if (topics.empty()) return;
  const ClientHandle client = MakeClient(RD_KAFKA_PRODUCER, MakeConf(brokers, {}));
  Until(deadline, "create topics at " + brokers, [&] {
    return TryCreate(client.get(), topics, std::min(deadline.Remaining(), kRequestBudget));
  });
  for (const auto& spec : topics) {
    Until(deadline, "leaders of " + spec.name, [&] { return HasLeaders(client.get(), spec.name); });
  }
  log::Debug("kafka topics exist", {{"count", topics.size()}, {"first", topics.front().name}});
}

std::vector<TopicSpec> WithDeadLetters(std::vector<TopicSpec> topics) {
  constexpr std::chrono::milliseconds kKept = std::chrono::hours(24 * 30);
  const std::size_t count = topics.size();
  for (std::size_t i = 0; i < count; ++i) {
    topics.push_back({topics[i].name + ".dlq",
                      1,
                      topics[i].replication,
                      {{"retention.ms", std::to_string(kKept.count())},
                       // The record as it came and some headers more.
                       {"max.message.bytes", "1200000"}}});
  }
  return topics;
}

}  // namespace erp::kafka
