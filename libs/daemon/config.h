// The rows of the configuration table that every daemon has: how it listens, and its place on
// the bus. A service's Config derives from these and adds its own rows.
// Not thread-safe, like the table.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/brokers.h"
#include "common/config.h"

namespace erp::daemon {

struct Settings {
  std::string environment;
  std::string auth_mode;
  std::string auth_dev_anywhere;
  std::string oidc_issuer;
  std::string oidc_audiences;  // comma-separated
  std::string oidc_keys_url;
  std::string service_token_url;  // comma-separated
  std::string service_client;
  std::string service_secret;
  std::string log_level;
  std::string http_bind;
  std::int64_t http_port = 0;
  std::int64_t http_threads = 0;
  std::string operator_bind;
  std::int64_t operator_port = 0;

  // The first of oidc_audiences: that of tokens which are issued here.
  [[nodiscard]] std::string OwnAudience() const {
    return oidc_audiences.substr(0, oidc_audiences.find(','));
  }

  // What calls of other services carry (http::ClientOptions::authorization): the token that
  // SERVICE_CLIENT gets at SERVICE_TOKEN_URL. All clients of a process with the same settings share
  // one. Empty with AUTH_MODE=dev. Thread-safe; a call of it throws Unavailable while there is no
  // token, see auth/service_token.h.
  [[nodiscard]] std::function<std::string()> ServiceAuthorization() const;
};

// ENV AUTH_MODE AUTH_DEV_ANYWHERE OIDC_ISSUER OIDC_AUDIENCES OIDC_KEYS_URL SERVICE_TOKEN_URL
// SERVICE_CLIENT SERVICE_SECRET LOG_LEVEL HTTP_BIND
// HTTP_PORT HTTP_THREADS OPERATOR_BIND OPERATOR_PORT, and the refusal of AUTH_MODE=dev with
// ENV=prod or on an address of the network. `settings` must outlive the table.
void DescribeSettings(config::Table& table,
                      Settings& settings,
                      std::int64_t http_port,
                      std::int64_t operator_port);

// Why nobody may listen there with these settings, which is with AUTH_MODE=dev on an address of the
// network, or nothing.
std::optional<std::string> MistakeOfAddress(const Settings& settings, const std::string& address);

// <PREFIX>_CA_FILE <PREFIX>_CERTIFICATE_FILE <PREFIX>_KEY_FILE.
void DescribeTlsFiles(config::Table& table, const std::string& prefix, Tls& tls);
// <PREFIX>_TLS and the same, of connections to `what`.
void DescribeTls(config::Table& table,
                 const std::string& prefix,
                 const std::string& what,
                 Tls& tls);

struct BusSettings {
  Brokers kafka_brokers;
  std::string kafka_instance_id;
  std::string kafka_topic_prefix;
  std::int64_t kafka_partitions = 0;   // producers only
  std::int64_t kafka_replication = 0;  // producers only

  // The name of a topic or group with the prefix of this installation.
  [[nodiscard]] std::string Topic(const std::string& name) const {
    return kafka_topic_prefix + name;
  }
};

// KAFKA_BROKERS KAFKA_USER KAFKA_PASSWORD KAFKA_SASL_MECHANISM KAFKA_TOPIC_PREFIX, and the rows of
// DescribeTls for it.
void DescribeBus(config::Table& table, BusSettings& bus);
// The same and KAFKA_INSTANCE_ID.
void DescribeConsumer(config::Table& table, BusSettings& bus);
// KAFKA_PARTITIONS KAFKA_REPLICATION, for a daemon whose --migrate creates topics.
void DescribeTopics(config::Table& table, BusSettings& bus);

}  // namespace erp::daemon
