#include "daemon/config.h"

#include <fstream>
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

std::optional<std::string> MistakeOfFiles(const std::string& prefix, const Tls& tls) {
  if (tls.certificate_file.empty() != tls.key_file.empty()) {
    return prefix + "_CERTIFICATE_FILE and " + prefix + "_KEY_FILE go together";
  }
  for (const auto& file : {tls.ca_file, tls.certificate_file, tls.key_file}) {
    if (!file.empty() && !std::ifstream(file)) return file + " cannot be read";
  }
  return std::nullopt;
}

std::optional<std::string> MistakeOfAccount(const Brokers& brokers) {
  if (brokers.user.empty() != brokers.password.empty()) {
    return "KAFKA_USER and KAFKA_PASSWORD go together";
  }
  if (!brokers.user.empty() && brokers.mechanism == "PLAIN" && !brokers.tls.on) {
    return "KAFKA_SASL_MECHANISM=PLAIN shows the password to the network and needs KAFKA_TLS=on";
  }
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

void DescribeTlsFiles(config::Table& table, const std::string& prefix, Tls& tls) {
  table.Text(prefix + "_CA_FILE",
             "Who signs its certificate, in PEM; empty: whom this machine trusts.", &tls.ca_file,
             "");
  table.Text(prefix + "_CERTIFICATE_FILE", "The certificate of this client, if it asks for one.",
             &tls.certificate_file, "");
  table.Text(prefix + "_KEY_FILE", "The key of that certificate.", &tls.key_file, "");
  table.Check([prefix, &tls] { return MistakeOfFiles(prefix, tls); });
}

void DescribeTls(config::Table& table,
                 const std::string& prefix,
                 const std::string& what,
                 Tls& tls) {
  table.Switch(prefix + "_TLS", "Whether connections to " + what + " are encrypted.", &tls.on,
               false);
  DescribeTlsFiles(table, prefix, tls);
  table.Check([prefix, &tls]() -> std::optional<std::string> {
    if (tls.on || (tls.ca_file.empty() && tls.certificate_file.empty())) return std::nullopt;
    return prefix + "_CA_FILE and " + prefix + "_CERTIFICATE_FILE need " + prefix + "_TLS=on";
  });
}

void DescribeConsumer(config::Table& table, BusSettings& bus) {
  DescribeBus(table, bus);
  table.Text("KAFKA_INSTANCE_ID",
             "Stable name of this replica in its consumer group; empty: leaves when it stops.",
             &bus.kafka_instance_id, "");
}

void DescribeBus(config::Table& table, BusSettings& bus) {
  Brokers& brokers = bus.kafka_brokers;
  table.Text("KAFKA_BROKERS", "host:port,host:port of the bus.", &brokers.addresses, std::nullopt);
  table.Text("KAFKA_USER", "Account at the brokers; empty: none.", &brokers.user, "");
  table.Secret("KAFKA_PASSWORD", "Password of that account.", &brokers.password, "");
  table.OneOf("KAFKA_SASL_MECHANISM", "How the account proves itself; PLAIN only with TLS.",
              &brokers.mechanism, "SCRAM-SHA-512", {"SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"});
  DescribeTls(table, "KAFKA", "the brokers", brokers.tls);
  table.Check([&brokers] { return MistakeOfAccount(brokers); });
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
