#include "notification/config.h"

#include <optional>
#include <string_view>

#include "notification/service.h"

namespace erp::notification {
namespace {

constexpr config::Range kPorts{1, 65535};

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
  for (const auto& origin : config.Origins()) {
    if (!IsOrigin(origin)) return "ALLOWED_ORIGINS has " + origin + ", not scheme://host[:port]";
  }
  if (auto mistake = daemon::MistakeOfAddress(config, config.ws_bind)) return mistake;
  if (config.redis_key_prefix.empty() || !config::IsName(config.redis_key_prefix, 100)) {
    return "REDIS_KEY_PREFIX must be letters, digits, '-', '_' or '.'";
  }
  return std::nullopt;
}

void DescribeSockets(config::Table& table, Config& config) {
  table.Text("WS_BIND", "Address of the WebSocket port.", &config.ws_bind, "127.0.0.1");
  table.Integer("WS_PORT", "WebSocket port.", &config.ws_port, kWebSocketPort, kPorts);
  table.Text("ALLOWED_ORIGINS",
             "Web pages that may connect beside those of the same host and port, "
             "scheme://host[:port],...",
             &config.allowed_origins, "");
  table.OneOf("WS_ALLOW_ABSENT_ORIGIN",
              "Whether clients without an Origin header may connect; browsers always send one.",
              &config.ws_allow_absent_origin, "yes", {"yes", "no"});
  table.Integer("WS_MAX_CONNECTIONS", "Open WebSocket connections; more are refused with 503.",
                &config.ws_max_connections, 10'000, {1, 1'000'000});
  table.Integer("WS_MAX_PER_PERSON", "Open sessions of one person; more are closed with 1013.",
                &config.ws_max_per_person, 20, {1, 10'000});
  table.Integer("WS_BUFFER_LIMIT",
                "Bytes that may wait for one client; a quarter of it is filled from the inbox.",
                &config.ws_buffer_limit, 256 << 10, {64 << 10, 64 << 20});
  table.Milliseconds("WS_STALL_TIMEOUT_MS",
                     "A client for which something waits and that takes nothing of it for so long "
                     "is closed with 1008.",
                     &config.ws_stall_timeout, std::chrono::milliseconds(20'000), {100, 3'600'000});
  table.Milliseconds("WS_PING_INTERVAL_MS", "A connection silent for so long is pinged.",
                     &config.ws_ping_interval, std::chrono::milliseconds(15'000), {100, 3'600'000});
  table.Milliseconds("WS_PONG_TIMEOUT_MS",
                     "A connection that then sends nothing, not even the pong, is closed.",
                     &config.ws_pong_timeout, std::chrono::milliseconds(50'000), {100, 3'600'000});
  table.Milliseconds("WS_HEART_BEAT_MS", "STOMP heart-beats offered and wished for; 0: none.",
                     &config.ws_heart_beat, std::chrono::milliseconds(10'000), {0, 3'600'000});
}

void DescribeDependencies(config::Table& table, Config& config) {
  table.Text("EMPLOYEE_URL",
             "Internal listeners of employee, comma-separated: whose access tokens these are.",
             &config.employee_url, "http://127.0.0.1:9081");
  table.Secret("REDIS_URL", "Redis with AOF always and noeviction: the inboxes.", &config.redis_url,
               std::nullopt);
  daemon::DescribeTlsFiles(table, "REDIS", config.redis_tls);
  table.Integer("REDIS_POOL_SIZE", "Connections to Redis.", &config.redis_pool_size, 16, {1, 256});
  table.Text("REDIS_KEY_PREFIX", "Stands before every key and channel in Redis.",
             &config.redis_key_prefix, "nt");
  table.OneOf("REDIS_DURABILITY",
              "check: not ready while Redis is not set to keep what it acknowledges; off: it is "
              "known to, but does not tell (hosted ones).",
              &config.redis_durability, "check", {"check", "off"});
  daemon::DescribeConsumer(table, config);
}

}  // namespace

std::vector<std::string> Config::Origins() const {
  std::vector<std::string> origins;
  std::string_view rest = allowed_origins;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (comma != 0) origins.emplace_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return origins;
}

void Describe(config::Table& table, Config& config) {
  DescribeSockets(table, config);
  DescribeDependencies(table, config);
  table.Check([&config] { return Mistake(config); });
}

}  // namespace erp::notification
