// Explicit creation of topics: the broker never creates them by itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/brokers.h"
#include "common/clock.h"

namespace erp::kafka {

struct TopicSpec {
  std::string name;
  std::int32_t partitions = 3;
  std::int32_t replication = 1;
  std::map<std::string, std::string> config;  // e.g. retention.ms
};

// Creates the topics that do not exist. An existing one keeps its partitions and replicas; its
// settings become those of its spec, others that it has stay. Blocks until the brokers have done
// so; throws Unavailable when the deadline passes first and std::runtime_error when a broker
// refuses.
void EnsureTopics(const Brokers& brokers, const std::vector<TopicSpec>& topics, Deadline deadline);

// What was set for a topic itself; the broker's defaults are not in it. Blocks and throws as
// EnsureTopics does.
std::map<std::string, std::string> TopicSettings(const Brokers& brokers,
                                                 const std::string& topic,
                                                 Deadline deadline);

// The same topics plus a <name>.dlq for each (one partition, 30 days).
std::vector<TopicSpec> WithDeadLetters(std::vector<TopicSpec> topics);

}  // namespace erp::kafka
