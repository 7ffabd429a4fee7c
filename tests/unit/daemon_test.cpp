// The rows that every daemon's configuration has: their bounds and what may not stand together.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/config.h"

namespace erp::daemon {
namespace {

using Values = std::map<std::string, std::string>;

struct Config : Settings, BusSettings {};

std::vector<std::string> Load(const Values& values, Config& settings) {
  config::Table table("daemon", "1.0", "does one thing.");
  DescribeSettings(table, settings, 8081, 9081);
  DescribeConsumer(table, settings);
  DescribeTopics(table, settings);
  return table.Load([&](const std::string& name) -> std::optional<std::string> {
    if (const auto found = values.find(name); found != values.end()) return found->second;
    static const Values kNeeded = {{"OIDC_ISSUER", "https://issuer.test"},
                                   {"SERVICE_TOKEN_URL", "https://issuer.test/token"},
                                   {"SERVICE_CLIENT", "daemon"},
                                   {"SERVICE_SECRET", "secret"}};
    if (const auto found = kNeeded.find(name); found != kNeeded.end()) return found->second;
    return name == "KAFKA_BROKERS" ? std::optional<std::string>("bus:9092") : std::nullopt;
  });
}

std::vector<std::string> Mistakes(const Values& values) {
  Config settings;
  return Load(values, settings);
}

bool Takes(const std::string& name, const std::string& value) {
  return Mistakes({{name, value}}).empty();
}

TEST(DaemonConfig, NothingButTheBusAndTheIssuerHasToBeSaid) {
  Config settings;
  EXPECT_TRUE(Load({}, settings).empty());
  EXPECT_EQ(settings.environment, "dev");
  EXPECT_EQ(settings.http_bind, "127.0.0.1");
  EXPECT_EQ(settings.operator_bind, "127.0.0.1");
  EXPECT_EQ(settings.http_port, 8081);
  EXPECT_EQ(settings.operator_port, 9081);
  EXPECT_EQ(settings.http_threads, 64);
  EXPECT_EQ(settings.kafka_partitions, 3);
  EXPECT_EQ(settings.kafka_replication, 1);
  EXPECT_EQ(settings.Topic("approval-requests"), "approval-requests");
  EXPECT_EQ(settings.auth_mode, "oidc");
  EXPECT_EQ(Mistakes({{"KAFKA_BROKERS", ""}}).size(), 1U);
  EXPECT_EQ(Mistakes({{"OIDC_ISSUER", ""}}),
            std::vector<std::string>{"AUTH_MODE=oidc needs OIDC_ISSUER"});
  for (const char* name : {"SERVICE_TOKEN_URL", "SERVICE_CLIENT", "SERVICE_SECRET"}) {
    EXPECT_EQ(Mistakes({{name, ""}}).size(), 1U) << name;
    EXPECT_TRUE(Mistakes({{name, ""}, {"AUTH_MODE", "dev"}}).empty()) << name;
  }
}

TEST(DaemonConfig, NumbersReachFromTheirLeastToTheirMost) {
  struct Case {
    std::string name;
    int least;
    int most;
  };
  for (const auto& [name, least, most] :
       {Case{"HTTP_PORT", 1, 65535}, Case{"OPERATOR_PORT", 1, 65535}, Case{"HTTP_THREADS", 4, 1024},
        Case{"KAFKA_PARTITIONS", 1, 1000}, Case{"KAFKA_REPLICATION", 1, 10}}) {
    EXPECT_FALSE(Takes(name, std::to_string(least - 1))) << name;
    EXPECT_TRUE(Takes(name, std::to_string(least))) << name;
    EXPECT_TRUE(Takes(name, std::to_string(most))) << name;
    EXPECT_FALSE(Takes(name, std::to_string(most + 1))) << name;
  }
}

TEST(DaemonConfig, BothPortsAreTheirOwn) {
  EXPECT_EQ(Mistakes({{"HTTP_PORT", "7000"}, {"OPERATOR_PORT", "7000"}}),
            std::vector<std::string>{"HTTP_PORT and OPERATOR_PORT must differ"});
}

TEST(DaemonConfig, ProductionDoesNotStartWithoutAuthentication) {
  const auto mistakes = Mistakes({{"ENV", "prod"}, {"AUTH_MODE", "dev"}});
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_NE(mistakes[0].find("refused with ENV=prod"), std::string::npos);
}

TEST(DaemonConfig, WhoAuthenticatesNobodyListensOnTheLoopbackUnlessToldTwice) {
  for (const char* variable : {"HTTP_BIND", "OPERATOR_BIND"}) {
    for (const char* loopback : {"127.0.0.1", "127.1.2.3", "localhost", "::1"}) {
      EXPECT_TRUE(Mistakes({{"AUTH_MODE", "dev"}, {variable, loopback}}).empty()) << loopback;
    }
    for (const char* other : {"0.0.0.0", "10.0.0.1", "::", "example.com", "12.7.0.0"}) {
      const auto mistakes = Mistakes({{"AUTH_MODE", "dev"}, {variable, other}});
      ASSERT_EQ(mistakes.size(), 1U) << other;
      EXPECT_NE(mistakes[0].find("AUTH_DEV_ANYWHERE=yes"), std::string::npos);
      EXPECT_TRUE(Mistakes({{"AUTH_MODE", "dev"}, {variable, other}, {"AUTH_DEV_ANYWHERE", "yes"}})
                      .empty());
      EXPECT_TRUE(Takes(variable, other)) << "with access tokens";
    }
  }
}

TEST(DaemonConfig, TheAccountAtTheBrokersHasANameAndAPassword) {
  Config settings;
  EXPECT_TRUE(Load({}, settings).empty());
  EXPECT_EQ(settings.kafka_brokers.addresses, "bus:9092");
  EXPECT_EQ(settings.kafka_brokers.user, "");
  EXPECT_FALSE(settings.kafka_brokers.tls.on);
  EXPECT_TRUE(Load({{"KAFKA_USER", "me"}, {"KAFKA_PASSWORD", "secret"}}, settings).empty());
  EXPECT_EQ(settings.kafka_brokers.user, "me");
  EXPECT_EQ(settings.kafka_brokers.password, "secret");
  EXPECT_EQ(settings.kafka_brokers.mechanism, "SCRAM-SHA-512");
  EXPECT_TRUE(Load({{"KAFKA_SASL_MECHANISM", "SCRAM-SHA-256"}}, settings).empty());
  EXPECT_EQ(settings.kafka_brokers.mechanism, "SCRAM-SHA-256");
  EXPECT_FALSE(Takes("KAFKA_SASL_MECHANISM", "GSSAPI"));
  EXPECT_FALSE(Takes("KAFKA_USER", "me"));
  EXPECT_FALSE(Takes("KAFKA_PASSWORD", "secret"));
}

TEST(DaemonConfig, APasswordIsNotShownToTheNetwork) {
  Values plain{
      {"KAFKA_USER", "me"}, {"KAFKA_PASSWORD", "secret"}, {"KAFKA_SASL_MECHANISM", "PLAIN"}};
  const auto mistakes = Mistakes(plain);
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_NE(mistakes[0].find("needs KAFKA_TLS=on"), std::string::npos);
  EXPECT_TRUE(Takes("KAFKA_SASL_MECHANISM", "PLAIN")) << "without an account nothing is shown";
  plain["KAFKA_TLS"] = "on";
  EXPECT_TRUE(Mistakes(plain).empty());
}

TEST(DaemonConfig, FilesOfTlsAreThereAndBelongTogether) {
  const std::string there = std::filesystem::read_symlink("/proc/self/exe").string();
  Config settings;
  EXPECT_TRUE(Load({{"KAFKA_TLS", "on"}}, settings).empty());
  EXPECT_TRUE(settings.kafka_brokers.tls.on);
  EXPECT_TRUE(Load({{"KAFKA_TLS", "on"},
                    {"KAFKA_CA_FILE", there},
                    {"KAFKA_CERTIFICATE_FILE", there},
                    {"KAFKA_KEY_FILE", there}},
                   settings)
                  .empty());
  EXPECT_EQ(settings.kafka_brokers.tls.ca_file, there);
  EXPECT_EQ(settings.kafka_brokers.tls.certificate_file, there);
  EXPECT_EQ(settings.kafka_brokers.tls.key_file, there);
  EXPECT_FALSE(Takes("KAFKA_TLS", "yes"));
  EXPECT_FALSE(Takes("KAFKA_CA_FILE", there)) << "without TLS it would protect nothing";
  const auto mistakes = [&](const char* variable, const std::string& file) {
    return Mistakes({{"KAFKA_TLS", "on"}, {variable, file}});
  };
  EXPECT_EQ(mistakes("KAFKA_CA_FILE", "/nowhere/ca"),
            std::vector<std::string>{"/nowhere/ca cannot be read"});
  EXPECT_EQ(mistakes("KAFKA_CERTIFICATE_FILE", there).size(), 1U);
  EXPECT_EQ(mistakes("KAFKA_KEY_FILE", there).size(), 1U);
}

TEST(DaemonConfig, TheTopicPrefixIsAShortName) {
  Config settings;
  EXPECT_TRUE(Load({{"KAFKA_TOPIC_PREFIX", "t1."}}, settings).empty());
  EXPECT_EQ(settings.Topic("approval-requests"), "t1.approval-requests");
  EXPECT_TRUE(Takes("KAFKA_TOPIC_PREFIX", std::string(100, 'a')));
  EXPECT_FALSE(Takes("KAFKA_TOPIC_PREFIX", std::string(101, 'a')));
  EXPECT_FALSE(Takes("KAFKA_TOPIC_PREFIX", "a b"));
}

TEST(DaemonConfig, ANameHasLettersDigitsAndThreeMarks) {
  EXPECT_TRUE(config::IsName("", 0));
  EXPECT_TRUE(config::IsName("azAZ09-_.", 9));
  EXPECT_FALSE(config::IsName("azAZ09-_.", 8));
  for (const char* wrong : {" ", "/", ":", "@", "[", "`", "{", "é"}) {
    EXPECT_FALSE(config::IsName(wrong, 10)) << wrong;
  }
}

}  // namespace
}  // namespace erp::daemon
