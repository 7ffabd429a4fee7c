// What the environment tells this daemon; `approval-request --help` prints it.
#pragma once

#include <cstdint>
#include <string>

#include "common/config.h"

namespace erp::approval_request {

inline constexpr const char* kService = "approval-request";

struct Config {
  std::string environment;
  std::string auth_mode;
  std::string log_level;
  std::string http_bind;
  std::int64_t http_port = 0;
  std::int64_t http_threads = 0;
  std::string operator_bind;
  std::int64_t operator_port = 0;
  std::string mongo_uri;
  std::string mongo_database;
  std::int64_t mongo_pool_size = 0;
  std::string kafka_brokers;
  std::string kafka_instance_id;
  std::string kafka_topic_prefix;
  std::int64_t kafka_partitions = 0;
  std::int64_t kafka_replication = 0;
  std::int64_t result_workers = 0;
  std::string employee_url;
  std::string processing_url;

  // The name of a topic or group with the prefix of this installation.
  [[nodiscard]] std::string Named(const std::string& name) const {
    return kafka_topic_prefix + name;
  }
};

// The version of this build.
std::string Version();

// The table that fills `config`, which must outlive it.
config::Table Describe(Config& config);

}  // namespace erp::approval_request
