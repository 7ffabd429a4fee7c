// The configuration of this daemon; `approval-request --help` prints it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "daemon/config.h"

namespace erp::approval_request {

struct Config : daemon::Settings, daemon::BusSettings {
  std::string mongo_uri;
  std::string mongo_database;
  std::int64_t mongo_pool_size = 0;
  std::int64_t result_workers = 0;
  std::chrono::milliseconds held_result_timeout{0};
  std::int64_t outbox_limit = 0;
  std::string forms_dir;
  std::string company_tz;
  std::string employee_url;
  std::string processing_url;
  std::string notification_url;
  std::chrono::milliseconds reconcile_period{};
  std::chrono::milliseconds reconcile_age{};
};

// Adds the rows of this daemon to `table`; `config` must outlive it.
void Describe(config::Table& table, Config& config);

}  // namespace erp::approval_request
