#include "kafka/internal/client.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "observe/log.h"

namespace erp::kafka {
namespace {

// librdkafka repeats itself for every broker and every attempt while a broker is away.
void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  static log::Throttle throttle(std::chrono::seconds(1));
  constexpr int kSyslogWarning = 4;
  if (level > kSyslogWarning) {
    log::Debug("kafka client", {{"client", rd_kafka_name(client)}, {"text", text}});
  } else if (throttle.Allow()) {
    log::Warn("kafka client",
              {{"client", rd_kafka_name(client)}, {"facility", facility}, {"text", text}});
  }
}

void Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 256> why{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) !=
      RD_KAFKA_CONF_OK) {
    throw std::runtime_error("kafka setting " + name + ": " + why.data());
  }
}

// As whom, and how protected.
Settings Access(const Brokers& brokers) {
  const bool account = !brokers.user.empty();
  Settings settings;
  if (account) {
    settings = {{"security.protocol", brokers.tls.on ? "sasl_ssl" : "sasl_plaintext"},
                {"sasl.mechanism", brokers.mechanism},
                {"sasl.username", brokers.user},
                {"sasl.password", brokers.password}};
  } else if (brokers.tls.on) {
    settings = {{"security.protocol", "ssl"}};
  }
  if (!brokers.tls.on) return settings;
  settings.emplace_back("enable.ssl.certificate.verification", "true");
  settings.emplace_back("ssl.endpoint.identification.algorithm", "https");
  if (!brokers.tls.ca_file.empty()) {
    settings.emplace_back("ssl.ca.location", brokers.tls.ca_file);
  }
  if (!brokers.tls.certificate_file.empty()) {
    settings.emplace_back("ssl.certificate.location", brokers.tls.certificate_file);
    settings.emplace_back("ssl.key.location", brokers.tls.key_file);
  }
  return settings;
}

MetadataHandle Fetch(rd_kafka_t* client,
                     int all,
                     rd_kafka_topic_t* topic,
                     std::chrono::milliseconds budget) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(client, all, topic, &metadata, TimeoutMs(budget));
  return MetadataHandle(error == RD_KAFKA_RESP_ERR_NO_ERROR ? metadata : nullptr);
}

}  // namespace

ConfHandle MakeConf(const Brokers& brokers, const Settings& more) {
  ConfHandle conf(rd_kafka_conf_new());
  const Settings common{
      {"bootstrap.servers", brokers.addresses},
      {"broker.address.family", "v4"},
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      // A broker that comes back is noticed at once; a random part spreads the clients.
      {"reconnect.backoff.ms", "20"},
      {"reconnect.backoff.max.ms", "500"},
      {"log.connection.close", "false"},
      {"allow.auto.create.topics", "false"},
  };
  for (const auto& [name, value] : common) Set(conf.get(), name, value);
  for (const auto& [name, value] : Access(brokers)) Set(conf.get(), name, value);
  for (const auto& [name, value] : more) Set(conf.get(), name, value);
  rd_kafka_conf_set_log_cb(conf.get(), &OnLog);
  return conf;
}

ClientHandle MakeClient(rd_kafka_type_t type, ConfHandle conf) {
  std::array<char, 256> why{};
  ClientHandle client(rd_kafka_new(type, conf.get(), why.data(), why.size()));
  if (!client) throw std::runtime_error(std::string("kafka client: ") + why.data());
  (void)conf.release();  // the client owns it now
  return client;
}

MetadataHandle FetchMetadata(rd_kafka_t* client, Topics topics, std::chrono::milliseconds budget) {
  return Fetch(client, topics == Topics::kAll ? 1 : 0, nullptr, budget);
}

MetadataHandle FetchMetadata(rd_kafka_t* client,
                             rd_kafka_topic_t& topic,
                             std::chrono::milliseconds budget) {
  return Fetch(client, 0, &topic, budget);
}

std::string ErrorText(rd_kafka_resp_err_t error) { return rd_kafka_err2str(error); }

int TimeoutMs(std::chrono::milliseconds time) {
  const auto most = static_cast<std::chrono::milliseconds::rep>(std::numeric_limits<int>::max());
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(time.count(), 1, most));
}

}  // namespace erp::kafka
