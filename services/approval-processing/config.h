// Configuration of approval-processing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "daemon/config.h"

namespace erp::approval_processing {

// Records of approval-requests that are handled at once.
inline constexpr std::size_t kEventWorkers = 16;

struct Config : daemon::Settings, daemon::BusSettings {
  std::string redis_url;
  Tls redis_tls;  // its files; whether it is on is said by redis_url
  std::int64_t redis_connections = 0;
  std::string tenant;
  std::string request_url;
  std::string employee_url;
  std::string redis_durability;
  std::int64_t outbox_limit = 0;
  std::chrono::milliseconds reconcile_period{0};
  std::chrono::milliseconds reconcile_age{0};
};

// Adds the rows of this daemon to `table`; `config` must outlive it.
void Describe(config::Table& table, Config& config);

}  // namespace erp::approval_processing
