#include "approval-request/config.h"

#include <optional>

namespace erp::approval_request {
namespace {

constexpr config::Range kPort{1, 65535};
constexpr const char* kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

std::optional<std::string> CheckUrl(const char* name, const std::string& url) {
  if (url.starts_with("http://") && url.size() > 7) return std::nullopt;
  return std::string(name) + "=" + url + " must start with http://";
}

void AddListeners(config::Table& table, Config& config) {
  table.OneOf("ENV", "What kind of installation this is.", &config.environment, "dev",
              {"dev", "prod"});
  table.OneOf("AUTH_MODE", "How the actor is determined; dev believes the request.",
              &config.auth_mode, "dev", {"dev"});
  table.OneOf("LOG_LEVEL", "The least important lines to write.", &config.log_level, "info",
              {"debug", "info", "warn", "error"});
  table.Text("HTTP_BIND", "Address of the public listener.", &config.http_bind, "127.0.0.1");
  table.Integer("HTTP_PORT", "Port of the public listener.", &config.http_port, 8082, kPort);
  table.Integer("HTTP_THREADS", "Open connections that are served at once.", &config.http_threads,
                128, {4, 1024});
  table.Text("OPERATOR_BIND", "Address of the internal and operator listener.",
             &config.operator_bind, "127.0.0.1");
  table.Integer("OPERATOR_PORT", "Port of the internal and operator listener.",
                &config.operator_port, 9082, kPort);
}

void AddEngines(config::Table& table, Config& config) {
  table.Secret("MONGO_URI", "MongoDB replica set; time limits and concerns are set by the daemon.",
               &config.mongo_uri, std::nullopt);
  table.Text("MONGO_DATABASE", "Database of the documents.", &config.mongo_database, "approval");
  table.Integer("MONGO_POOL_SIZE", "Connections to MongoDB.", &config.mongo_pool_size, 32,
                {4, 500});
  table.Text("KAFKA_BROKERS", "Brokers as host:port, separated by commas.", &config.kafka_brokers,
             std::nullopt);
  table.Text("KAFKA_INSTANCE_ID",
             "Stable name of this replica in its group; empty for dynamic membership.",
             &config.kafka_instance_id, "");
  table.Text("KAFKA_TOPIC_PREFIX",
             "Before the names of topics and groups, for installations that share a cluster.",
             &config.kafka_topic_prefix, "");
  table.Integer("KAFKA_PARTITIONS", "Partitions of the topics that --migrate creates.",
                &config.kafka_partitions, 3, {1, 1000});
  table.Integer("KAFKA_REPLICATION", "Replicas of the topics that --migrate creates.",
                &config.kafka_replication, 1, {1, 9});
  table.Integer("RESULT_WORKERS", "Results that are applied at once.", &config.result_workers, 8,
                {1, 64});
  table.Text("EMPLOYEE_URL", "Internal listener of employee.", &config.employee_url,
             "http://127.0.0.1:9081");
  table.Text("PROCESSING_URL", "Internal listener of approval-processing.", &config.processing_url,
             "http://127.0.0.1:9083");
}

}  // namespace

std::string Version() { return ERP_VERSION; }

config::Table Describe(Config& config) {
  config::Table table(kService, Version(), "documents, their approval lines and their state");
  AddListeners(table, config);
  AddEngines(table, config);
  table.Check([&config] { return CheckUrl("EMPLOYEE_URL", config.employee_url); });
  table.Check([&config] { return CheckUrl("PROCESSING_URL", config.processing_url); });
  table.Check([&config]() -> std::optional<std::string> {
    if (config.auth_mode != "dev" || config.environment != "prod") return std::nullopt;
    return "AUTH_MODE=dev is refused with ENV=prod";
  });
  table.Check([&config]() -> std::optional<std::string> {
    if (config.http_port != config.operator_port) return std::nullopt;
    return "HTTP_PORT and OPERATOR_PORT must differ";
  });
  table.Check([&config]() -> std::optional<std::string> {
    const auto& prefix = config.kafka_topic_prefix;
    if (prefix.size() <= 100 && prefix.find_first_not_of(kNameCharacters) == std::string::npos) {
      return std::nullopt;
    }
    return "KAFKA_TOPIC_PREFIX must be at most 100 letters, digits, '-', '_' or '.'";
  });
  return table;
}

}  // namespace erp::approval_request
