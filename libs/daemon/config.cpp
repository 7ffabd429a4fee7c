#include "daemon/config.h"

#include <optional>

namespace erp::daemon {
namespace {

constexpr config::Range kPorts{1, 65535};

// 127.0.0.0/8, and ::1 as it is usually written (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
bool IsLoopback(const std::string& address) {
  return address == "localhost" || address == "::1" || address.starts_with("127.");
}

std::optional<std::string> Mistake(const Settings& settings) {
  if (settings.environment == "prod" && settings.auth_mode == "dev") {
    return "AUTH_MODE=dev authenticates nobody and is refused with ENV=prod";
  }
  for (const auto& address : {settings.http_bind, settings.operator_bind}) {
    if (auto mistake = MistakeOfAddress(settings, address)) return mistake;
  }
  if (settings.auth_mode == "oidc" && settings.oidc_issuer.empty()) {
    return "AUTH_MODE=oidc needs OIDC_ISSUER";
  }
  const bool may_call = !settings.service_token_url.empty() && !settings.service_client.empty() &&
                        !settings.service_secret.empty();
  if (settings.auth_mode == "oidc" && !may_call) {
    return "AUTH_MODE=oidc needs SERVICE_TOKEN_URL, SERVICE_CLIENT and SERVICE_SECRET";
  }
  if (settings.http_port == settings.operator_port)
    return "HTTP_PORT and OPERATOR_PORT must differ";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> MistakeOfAddress(const Settings& settings, const std::string& address) {
  if (settings.auth_mode != "dev" || settings.auth_dev_anywhere == "yes") return std::nullopt;
  if (IsLoopback(address)) return std::nullopt;
  return "AUTH_MODE=dev authenticates nobody and is refused on " + address +
         ": listen on 127.0.0.1, or say AUTH_DEV_ANYWHERE=yes";
}

void DescribeSettings(config::Table& table,
                      Settings& settings,
                      std::int64_t http_port,
                      std::int64_t operator_port) {
  table.OneOf("ENV", "What this installation is.", &settings.environment, "dev", {"dev", "prod"});
  table.OneOf(
      "AUTH_MODE",
      "oidc: who acts is who the access token is of. dev: nobody is authenticated, who acts "
      "is believed.",
      &settings.auth_mode, "oidc", {"dev", "oidc"});
  table.OneOf("AUTH_DEV_ANYWHERE",
              "yes: AUTH_MODE=dev may listen on other addresses than the loopback.",
              &settings.auth_dev_anywhere, "no", {"no", "yes"});
  table.Text("OIDC_ISSUER", "Whose access tokens are believed, as their claim iss has it.",
             &settings.oidc_issuer, "");
  table.Text("OIDC_AUDIENCES", "What their claim aud, or client_id, may be, comma-separated.",
             &settings.oidc_audiences, "erp");
  table.Text("OIDC_KEYS_URL", "Where the issuer's keys are; empty: where its description says.",
             &settings.oidc_keys_url, "");
  table.Text("SERVICE_TOKEN_URL",
             "Where this daemon gets the access tokens by which it calls others, comma-separated.",
             &settings.service_token_url, "");
  table.Text("SERVICE_CLIENT", "The client that it is there.", &settings.service_client, "");
  table.Secret("SERVICE_SECRET", "The secret of that client.", &settings.service_secret, "");
  table.OneOf("LOG_LEVEL", "Least level that is logged.", &settings.log_level, "info",
              {"debug", "info", "warn", "error"});
  table.Text("HTTP_BIND", "Address of the public port.", &settings.http_bind, "127.0.0.1");
  table.Integer("HTTP_PORT", "Public port.", &settings.http_port, http_port, kPorts);
  table.Integer("HTTP_THREADS", "Requests that are handled at once.", &settings.http_threads, 64,
                {4, 1024});
  table.Text("OPERATOR_BIND", "Address of the internal and operator port.", &settings.operator_bind,
             "127.0.0.1");
  table.Integer("OPERATOR_PORT", "Internal and operator port; never routed by the gateway.",
                &settings.operator_port, operator_port, kPorts);
  table.Check([&settings] { return Mistake(settings); });
}

void DescribeConsumer(config::Table& table, BusSettings& bus) {
  DescribeBus(table, bus);
  table.Text("KAFKA_INSTANCE_ID",
             "Stable name of this replica in its consumer group; empty: leaves when it stops.",
             &bus.kafka_instance_id, "");
}

void DescribeBus(config::Table& table, BusSettings& bus) {
  table.Text("KAFKA_BROKERS", "host:port,host:port of the bus.", &bus.kafka_brokers, std::nullopt);
  table.Text("KAFKA_TOPIC_PREFIX", "Stands before every topic and group on a shared bus.",
             &bus.kafka_topic_prefix, "");
  table.Check([&bus]() -> std::optional<std::string> {
    if (config::IsName(bus.kafka_topic_prefix, 100)) return std::nullopt;
    return "KAFKA_TOPIC_PREFIX must be at most 100 letters, digits, '-', '_' or '.'";
  });
}

void DescribeTopics(config::Table& table, BusSettings& bus) {
  table.Integer("KAFKA_PARTITIONS", "Partitions of a topic that --migrate creates.",
                &bus.kafka_partitions, 3, {1, 1000});
  table.Integer("KAFKA_REPLICATION", "Copies of a topic that --migrate creates.",
                &bus.kafka_replication, 1, {1, 10});
}

}  // namespace erp::daemon
