#include "kafka/admin.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/error.h"
#include "common/retry.h"
#include "kafka/internal/client.h"
#include "kafka/retention.h"
#include "observe/log.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRequestBudget{2000};
constexpr milliseconds kMetadataBudget{500};

// Errors after which the same request may succeed.
bool IsTransient(rd_kafka_resp_err_t error) {
  constexpr std::array kTransient{
      RD_KAFKA_RESP_ERR__TIMED_OUT,           RD_KAFKA_RESP_ERR__TRANSPORT,
      RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,    RD_KAFKA_RESP_ERR__WAIT_COORD,
      RD_KAFKA_RESP_ERR_NOT_CONTROLLER,       RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
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

// What a request is asked with, and where its answer comes.
struct Question {
  Question(rd_kafka_t* client, rd_kafka_admin_op_t operation, milliseconds budget)
      : timeout(budget),
        options(rd_kafka_AdminOptions_new(client, operation)),
        queue(rd_kafka_queue_new(client)) {
    const int ms = TimeoutMs(budget);
    rd_kafka_AdminOptions_set_request_timeout(options.get(), ms, nullptr, 0);
    if (operation == RD_KAFKA_ADMIN_OP_CREATETOPICS) {
      rd_kafka_AdminOptions_set_operation_timeout(options.get(), ms, nullptr, 0);
    }
  }

  // Nothing when asking again may help; throws when it is refused.
  EventHandle Answer() {
    // Its own time-out always brings an event; the margin only covers a late one.
    EventHandle event(rd_kafka_queue_poll(queue.get(), TimeoutMs(timeout + milliseconds(500))));
    if (!event) return nullptr;
    const auto error = rd_kafka_event_error(event.get());
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return event;
    if (IsTransient(error)) return nullptr;
    throw std::runtime_error("kafka topics: " + ErrorText(error));
  }

  const milliseconds timeout;
  const AdminOptionsHandle options;
  const QueueHandle queue;
};

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
  Question question(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, budget);
  rd_kafka_CreateTopics(client, wanted.data(), wanted.size(), question.options.get(),
                        question.queue.get());
  const EventHandle event = question.Answer();
  if (!event) return false;
  std::size_t count = 0;
  const auto** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  return std::all_of(results, results + count, [](const auto* result) { return Exists(*result); });
}

using Settings = std::map<std::string, std::string>;

// An error of one topic among the answers: true when there is none.
bool Fine(const rd_kafka_ConfigResource_t* topic) {
  const auto error = rd_kafka_ConfigResource_error(topic);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  // A topic that has just been created is not known everywhere yet.
  if (IsTransient(error) || error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return false;
  const char* text = rd_kafka_ConfigResource_error_string(topic);
  throw std::runtime_error(std::string("kafka topic ") + rd_kafka_ConfigResource_name(topic) +
                           ": " + (text == nullptr ? ErrorText(error) : text));
}

ConfigResourceHandle NamedTopic(const std::string& name) {
  return ConfigResourceHandle(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
}

// What was set for each topic itself, by its name; nothing when asking again may help.
std::optional<std::map<std::string, Settings>> Describe(rd_kafka_t* client,
                                                        const std::vector<std::string>& names,
                                                        milliseconds budget) {
  std::vector<ConfigResourceHandle> owned;
  std::vector<rd_kafka_ConfigResource_t*> wanted;
  for (const auto& name : names) {
    owned.push_back(NamedTopic(name));
    wanted.push_back(owned.back().get());
  }
  Question question(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, budget);
  rd_kafka_DescribeConfigs(client, wanted.data(), wanted.size(), question.options.get(),
                           question.queue.get());
  const EventHandle event = question.Answer();
  if (!event) return std::nullopt;
  std::size_t count = 0;
  const auto** topics = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  std::map<std::string, Settings> described;
  for (std::size_t t = 0; t < count; ++t) {
    if (!Fine(topics[t])) return std::nullopt;
    auto& settings = described[rd_kafka_ConfigResource_name(topics[t])];
    std::size_t entries = 0;
    const auto** entry = rd_kafka_ConfigResource_configs(topics[t], &entries);
    for (std::size_t i = 0; i < entries; ++i) {
      if (rd_kafka_ConfigEntry_source(entry[i]) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG) {
        continue;
      }
      const char* value = rd_kafka_ConfigEntry_value(entry[i]);
      settings[rd_kafka_ConfigEntry_name(entry[i])] = value == nullptr ? "" : value;
    }
  }
  return described;
}

// Every topic's settings as a whole: what is left out would fall back to the broker's default.
bool TryAlter(rd_kafka_t* client,
              const std::map<std::string, Settings>& topics,
              milliseconds budget) {
  std::vector<ConfigResourceHandle> owned;
  std::vector<rd_kafka_ConfigResource_t*> wanted;
  for (const auto& [name, settings] : topics) {
    owned.push_back(NamedTopic(name));
    wanted.push_back(owned.back().get());
    for (const auto& [setting, value] : settings) {
      rd_kafka_ConfigResource_set_config(wanted.back(), setting.c_str(), value.c_str());
    }
  }
  Question question(client, RD_KAFKA_ADMIN_OP_ALTERCONFIGS, budget);
  rd_kafka_AlterConfigs(client, wanted.data(), wanted.size(), question.options.get(),
                        question.queue.get());
  const EventHandle event = question.Answer();
  if (!event) return false;
  std::size_t count = 0;
  const auto** answers = rd_kafka_AlterConfigs_result_resources(
      rd_kafka_event_AlterConfigs_result(event.get()), &count);
  return std::all_of(answers, answers + count, [](const auto* topic) { return Fine(topic); });
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

// Topics of an earlier release, or of somebody else, get the settings that are promised now.
void AlignSettings(rd_kafka_t* client, const std::vector<TopicSpec>& topics, Deadline deadline) {
  std::vector<std::string> names;
  for (const auto& spec : topics) names.push_back(spec.name);
  std::map<std::string, Settings> changed;
  Until(deadline, "settings of " + topics.front().name, [&] {
    const auto present = Describe(client, names, std::min(deadline.Remaining(), kRequestBudget));
    if (!present) return false;
    changed.clear();
    for (const auto& spec : topics) {
      Settings settings = spec.config;
      const Settings& before = present->at(spec.name);
      settings.insert(before.begin(), before.end());
      if (settings != before) changed.emplace(spec.name, std::move(settings));
    }
    return changed.empty() ||
           TryAlter(client, changed, std::min(deadline.Remaining(), kRequestBudget));
  });
  for (const auto& [name, settings] : changed) {
    log::Info("kafka topic has other settings now", {{"topic", name}});
  }
}

}  // namespace

void EnsureTopics(const Brokers& brokers, const std::vector<TopicSpec>& topics, Deadline deadline) {
  if (topics.empty()) return;
  const ClientHandle client = MakeClient(RD_KAFKA_PRODUCER, MakeConf(brokers, {}));
  Until(deadline, "create topics at " + brokers.addresses, [&] {
    return TryCreate(client.get(), topics, std::min(deadline.Remaining(), kRequestBudget));
  });
  for (const auto& spec : topics) {
    Until(deadline, "leaders of " + spec.name, [&] { return HasLeaders(client.get(), spec.name); });
  }
  AlignSettings(client.get(), topics, deadline);
  log::Debug("kafka topics exist", {{"count", topics.size()}, {"first", topics.front().name}});
}

std::map<std::string, std::string> TopicSettings(const Brokers& brokers,
                                                 const std::string& topic,
                                                 Deadline deadline) {
  const ClientHandle client = MakeClient(RD_KAFKA_PRODUCER, MakeConf(brokers, {}));
  std::map<std::string, std::string> settings;
  Until(deadline, "settings of " + topic, [&] {
    auto described =
        Describe(client.get(), {topic}, std::min(deadline.Remaining(), kRequestBudget));
    if (described) settings = std::move(described->at(topic));
    return described.has_value();
  });
  return settings;
}

std::vector<TopicSpec> WithDeadLetters(std::vector<TopicSpec> topics) {
  const std::size_t count = topics.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto settings = Kept(std::chrono::days(30));
    settings["max.message.bytes"] = "1200000";  // the record as it came and some headers more
    topics.push_back({topics[i].name + ".dlq", 1, topics[i].replication, std::move(settings)});
  }
  return topics;
}

}  // namespace erp::kafka
