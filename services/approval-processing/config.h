// Configuration of approval-processing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/daemon_config.h"

namespace erp::approval_processing {

inline constexpr const char* kName = "approval-processing";

// Records of approval-requests that are handled at once.
inline constexpr std::size_t kEventWorkers = 16;

struct Config : config::Daemon, config::Bus {
  std::string redis_url;
  std::int64_t redis_connections = 0;
  std::string tenant;
  std::string request_url;
  std::string employee_url;
  std::string redis_durability;
  std::int64_t outbox_limit = 0;
  std::chrono::milliseconds reconcile_period{0};
  std::chrono::milliseconds reconcile_age{0};
};

// The version of this build.
std::string Version();

// The table that fills `config`, which must outlive it.
config::Table Describe(Config& config);

}  // namespace erp::approval_processing
