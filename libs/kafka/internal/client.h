// What every client of the brokers has in common: settings, log, errors. Private to this library.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "common/brokers.h"
#include "kafka/internal/handles.h"

namespace erp::kafka {

using Settings = std::vector<std::pair<std::string, std::string>>;

// The common settings and `more`. Throws std::runtime_error for a value that is refused.
ConfHandle MakeConf(const Brokers& brokers, const Settings& more);

// Throws std::runtime_error when the settings do not fit together. Connects in the background.
ClientHandle MakeClient(rd_kafka_type_t type, ConfHandle conf);

// Asks a broker; blocks at most `budget`; empty when none answered. With a topic: about that
// one, otherwise about every topic or only those that the client already uses.
enum class Topics { kUsed, kAll };
MetadataHandle FetchMetadata(rd_kafka_t* client, Topics topics, std::chrono::milliseconds budget);
MetadataHandle FetchMetadata(rd_kafka_t* client,
                             rd_kafka_topic_t& topic,
                             std::chrono::milliseconds budget);

// "Broker: Unknown topic or partition"
std::string ErrorText(rd_kafka_resp_err_t error);

// For the int timeouts of librdkafka, where 0 and -1 have meanings of their own.
int TimeoutMs(std::chrono::milliseconds time);

}  // namespace erp::kafka
