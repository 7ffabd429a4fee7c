#include "approval-processing/config.h"

#include <optional>
#include <string_view>

namespace erp::approval_processing {
namespace {

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

std::optional<std::string> Mistake(const Config& config) {
  if (config.environment == "prod" && config.auth_mode == "dev") {
    return "AUTH_MODE=dev authenticates nobody and is refused with ENV=prod";
  }
  if (!config.request_url.starts_with("http://")) return "REQUEST_URL must begin with http://";
  if (config.tenant.size() > 40 ||
      config.tenant.find_first_not_of(kNameCharacters) != std::string::npos) {
    return "TENANT must be 1 to 40 letters, digits, '-', '_' or '.'";
  }
  if (config.kafka_topic_prefix.size() > 100 ||
      config.kafka_topic_prefix.find_first_not_of(kNameCharacters) != std::string::npos) {
    return "KAFKA_TOPIC_PREFIX must be letters, digits, '-', '_' or '.'";
  }
  return std::nullopt;
}

void DescribeServers(config::Table& table, Config& config) {
  table.OneOf("ENV", "What this installation is.", &config.environment, "dev", {"dev", "prod"});
  table.OneOf("AUTH_MODE", "dev: nobody is authenticated, who acts is believed.", &config.auth_mode,
              "dev", {"dev"});
  table.OneOf("LOG_LEVEL", "Least level that is logged.", &config.log_level, "info",
              {"debug", "info", "warn", "error"});
  table.Text("HTTP_BIND", "Address of the public port.", &config.http_bind, "127.0.0.1");
  table.Integer("HTTP_PORT", "Public port.", &config.http_port, 8083, {1, 65535});
  table.Integer("HTTP_THREADS", "Open connections that are served at once.", &config.http_threads,
                128, {1, 1024});
  table.Text("OPERATOR_BIND", "Address of the internal and operator port.", &config.operator_bind,
             "127.0.0.1");
  table.Integer("OPERATOR_PORT", "Internal and operator port; never routed by the gateway.",
                &config.operator_port, 9083, {1, 65535});
}

void DescribeDependencies(config::Table& table, Config& config) {
  table.Secret("REDIS_URL", "Redis with AOF always and noeviction: open tasks and decisions.",
               &config.redis_url, std::nullopt);
  table.Integer("REDIS_POOL_SIZE", "Connections to Redis.", &config.redis_connections, 16,
                {1, 256});
  table.Text("TENANT", "Names the keys of this installation in Redis.", &config.tenant, "default");
  table.Text("KAFKA_BROKERS", "host:port,host:port of the bus.", &config.kafka_brokers,
             std::nullopt);
  table.Text("KAFKA_INSTANCE_ID",
             "Stable name of this replica in its consumer group; empty: leaves when it stops.",
             &config.kafka_instance_id, "");
  table.Text("KAFKA_TOPIC_PREFIX", "Stands before every topic and group on a shared bus.",
             &config.kafka_topic_prefix, "");
  table.Integer("KAFKA_PARTITIONS", "Partitions of a topic that --migrate creates.",
                &config.kafka_partitions, 3, {1, 1000});
  table.Integer("KAFKA_REPLICATION", "Copies of a topic that --migrate creates.",
                &config.kafka_replication, 1, {1, 10});
  table.Text("REQUEST_URL", "Internal port of approval-request.", &config.request_url,
             "http://127.0.0.1:9082");
}

}  // namespace

std::string Version() { return ERP_VERSION; }

config::Table Describe(Config& config) {
  config::Table table(kName, Version(), "open approval tasks and every decision on them");
  DescribeServers(table, config);
  DescribeDependencies(table, config);
  table.Check([&config] { return Mistake(config); });
  return table;
}

}  // namespace erp::approval_processing
