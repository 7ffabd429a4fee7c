// Configuration of approval-processing.
#pragma once

#include <cstdint>
#include <string>

#include "common/config.h"

namespace erp::approval_processing {

inline constexpr const char* kName = "approval-processing";

struct Config {
  std::string environment;
  std::string auth_mode;
  std::string log_level;
  std::string http_bind;
  std::int64_t http_port = 0;
  std::int64_t http_threads = 0;
  std::string operator_bind;
  std::int64_t operator_port = 0;
  std::string redis_url;
  std::int64_t redis_connections = 0;
  std::string tenant;
  std::string kafka_brokers;
  std::string kafka_instance_id;
  std::string kafka_topic_prefix;
  std::int64_t kafka_partitions = 0;
  std::int64_t kafka_replication = 0;
  std::string request_url;

  // A topic or group of this installation.
  [[nodiscard]] std::string Topic(const std::string& name) const {
    return kafka_topic_prefix + name;
  }
};

// The version of this build.
std::string Version();

// The table that fills `config`, which must outlive it.
config::Table Describe(Config& config);

}  // namespace erp::approval_processing
