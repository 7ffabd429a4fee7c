// Configuration of the notification daemon; `notification --help` prints it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/config.h"

namespace erp::notification {

inline constexpr const char* kName = "notification";

struct Config {
  std::string environment;
  std::string auth_mode;
  std::string log_level;
  std::string http_bind;
  std::int64_t http_port = 0;
  std::int64_t http_threads = 0;
  std::string operator_bind;
  std::int64_t operator_port = 0;
  std::string ws_bind;
  std::int64_t ws_port = 0;
  std::string ws_allowed_origins;
  std::string ws_allow_absent_origin;
  std::int64_t ws_max_connections = 0;
  std::chrono::milliseconds ws_ping_interval{0};
  std::chrono::milliseconds ws_heart_beat{0};
  std::string redis_url;
  std::int64_t redis_pool_size = 0;
  std::string redis_key_prefix;
  std::string kafka_brokers;
  std::string kafka_instance_id;
  std::string kafka_topic_prefix;

  // The comma-separated list as its parts.
  [[nodiscard]] std::vector<std::string> Origins() const;
  // A topic or group of this installation.
  [[nodiscard]] std::string Topic(const std::string& name) const {
    return kafka_topic_prefix + name;
  }
};

// The version of this build.
std::string Version();

// The table that fills `config`, which must outlive it.
config::Table MakeTable(Config& config);

}  // namespace erp::notification
