#include "notification/config.h"

#include <optional>
#include <string_view>

namespace erp::notification {
namespace {

constexpr config::Range kPorts{1, 65535};
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

bool IsName(std::string_view text) {
  return text.size() <= 100 && text.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

// scheme://host[:port], as a browser writes it: no path, not even a slash.
bool IsOrigin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) {
      const std::string_view host = text.substr(scheme.size());
      return !host.empty() && host.find_first_of("/ *") == std::string_view::npos;
    }
  }
  return false;
}

std::optional<std::string> Mistake(const Config& config) {
  if (config.environment == "prod" && config.auth_mode == "dev") {
    return "AUTH_MODE=dev authenticates nobody and is refused with ENV=prod";
  }
  for (const auto& origin : config.Origins()) {
    if (!IsOrigin(origin)) return "WS_ALLOWED_ORIGINS has " + origin + ", not scheme://host[:port]";
  }
  if (config.redis_key_prefix.empty() || !IsName(config.redis_key_prefix)) {
    return "REDIS_KEY_PREFIX must be letters, digits, '-', '_' or '.'";
  }
  if (!IsName(config.kafka_topic_prefix)) {
    return "KAFKA_TOPIC_PREFIX must be letters, digits, '-', '_' or '.'";
  }
  return std::nullopt;
}

void DescribeListeners(config::Table& table, Config& config) {
  table.OneOf("ENV", "What this installation is.", &config.environment, "dev", {"dev", "prod"});
  table.OneOf("AUTH_MODE", "dev: nobody is authenticated, who acts is believed.", &config.auth_mode,
              "dev", {"dev"});
  table.OneOf("LOG_LEVEL", "Least level that is logged.", &config.log_level, "info",
              {"debug", "info", "warn", "error"});
  table.Text("HTTP_BIND", "Address of the public port.", &config.http_bind, "127.0.0.1");
  table.Integer("HTTP_PORT", "Public port.", &config.http_port, 8084, kPorts);
  table.Integer("HTTP_THREADS", "Open connections that are served at once.", &config.http_threads,
                128, {1, 1024});
  table.Text("OPERATOR_BIND", "Address of the operator port.", &config.operator_bind, "127.0.0.1");
  table.Integer("OPERATOR_PORT", "Operator port; never routed by the gateway.",
                &config.operator_port, 9084, kPorts);
}

void DescribeSockets(config::Table& table, Config& config) {
  table.Text("WS_BIND", "Address of the WebSocket port.", &config.ws_bind, "127.0.0.1");
  table.Integer("WS_PORT", "WebSocket port.", &config.ws_port, 8094, kPorts);
  table.Text("WS_ALLOWED_ORIGINS", "Web pages that may connect, scheme://host[:port],...",
             &config.ws_allowed_origins, "http://127.0.0.1:8080,http://localhost:8080");
  table.OneOf("WS_ALLOW_ABSENT_ORIGIN",
              "Whether clients without an Origin header may connect; browsers always send one.",
              &config.ws_allow_absent_origin, "yes", {"yes", "no"});
  table.Integer("WS_MAX_CONNECTIONS", "Open WebSocket connections; more are told 503.",
                &config.ws_max_connections, 10'000, {1, 1'000'000});
  table.Milliseconds("WS_PING_INTERVAL_MS", "A connection silent for so long is pinged.",
                     &config.ws_ping_interval, std::chrono::milliseconds(20'000), {100, 3'600'000});
  table.Milliseconds("WS_HEART_BEAT_MS", "STOMP heart-beats offered and wished for; 0: none.",
                     &config.ws_heart_beat, std::chrono::milliseconds(10'000), {0, 3'600'000});
}

void DescribeDependencies(config::Table& table, Config& config) {
  table.Secret("REDIS_URL", "Redis with AOF always and noeviction: the inboxes.", &config.redis_url,
               std::nullopt);
  table.Integer("REDIS_POOL_SIZE", "Connections to Redis.", &config.redis_pool_size, 16, {1, 256});
  table.Text("REDIS_KEY_PREFIX", "Stands before every key and channel in Redis.",
             &config.redis_key_prefix, "nt");
  table.Text("KAFKA_BROKERS", "host:port,host:port of the bus.", &config.kafka_brokers,
             std::nullopt);
  table.Text("KAFKA_INSTANCE_ID",
             "Stable name of this replica in its consumer group; empty: leaves when it stops.",
             &config.kafka_instance_id, "");
  table.Text("KAFKA_TOPIC_PREFIX", "Stands before every topic and group on a shared bus.",
             &config.kafka_topic_prefix, "");
}

}  // namespace

std::vector<std::string> Config::Origins() const {
  std::vector<std::string> origins;
  std::string_view rest = ws_allowed_origins;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (comma != 0) origins.emplace_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return origins;
}

std::string Version() { return ERP_VERSION; }

config::Table MakeTable(Config& config) {
  config::Table table(kName, Version(), "what everybody is told: inboxes, live over WebSocket");
  DescribeListeners(table, config);
  DescribeSockets(table, config);
  DescribeDependencies(table, config);
  table.Check([&config] { return Mistake(config); });
  return table;
}

}  // namespace erp::notification
