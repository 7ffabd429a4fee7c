// Configuration of the notification daemon; `notification --help` prints it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/config.h"

namespace erp::notification {

struct Config : daemon::Settings, daemon::BusSettings {
  std::string ws_bind;
  std::int64_t ws_port = 0;
  std::string allowed_origins;
  std::string ws_allow_absent_origin;
  std::int64_t ws_max_connections = 0;
  std::int64_t ws_max_per_person = 0;
  std::int64_t ws_buffer_limit = 0;
  std::chrono::milliseconds ws_stall_timeout{};
  std::chrono::milliseconds ws_ping_interval{0};
  std::chrono::milliseconds ws_pong_timeout{0};
  std::chrono::milliseconds ws_heart_beat{0};
  std::string employee_url;
  std::string redis_url;
  Tls redis_tls;  // its files; whether it is on is said by redis_url
  std::int64_t redis_pool_size = 0;
  std::string redis_key_prefix;
  std::string redis_durability;

  // The comma-separated list as its parts.
  [[nodiscard]] std::vector<std::string> Origins() const;
};

// Adds the rows of this daemon to `table`; `config` must outlive it.
void Describe(config::Table& table, Config& config);

}  // namespace erp::notification
