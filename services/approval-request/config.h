// What the environment tells this daemon; `approval-request --help` prints it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "common/daemon_config.h"

namespace erp::approval_request {

inline constexpr const char* kService = "approval-request";

struct Config : config::Daemon, config::Bus {
  std::string mongo_uri;
  std::string mongo_database;
  std::int64_t mongo_pool_size = 0;
  std::int64_t result_workers = 0;
  std::chrono::milliseconds held_result_timeout{0};
  std::int64_t outbox_limit = 0;
  std::string employee_url;
  std::string processing_url;
  std::string notification_url;
  std::chrono::milliseconds reconcile_period{};
  std::chrono::milliseconds reconcile_age{};
};

// The version of this build.
std::string Version();

// The table that fills `config`, which must outlive it.
config::Table Describe(Config& config);

}  // namespace erp::approval_request
