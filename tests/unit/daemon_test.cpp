// The rows that every daemon's configuration has: their bounds and what may not stand together.
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

TEST(DaemonConfig, NothingButTheBusHasToBeSaid) {
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
  EXPECT_EQ(Mistakes({{"KAFKA_BROKERS", ""}}).size(), 1U);
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
  const auto mistakes = Mistakes({{"ENV", "prod"}});
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_NE(mistakes[0].find("refused with ENV=prod"), std::string::npos);
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
