#include <map>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"
#include "kafka/admin.h"
#include "kafka/retention.h"

namespace erp::kafka {
namespace {

using testing::HasSubstr;

class KafkaAdmin : public KafkaTest {};

TEST_F(KafkaAdmin, TopicsAreUsableAtOnceAndCreatingThemAgainIsFine) {
  const auto topics = WithDeadLetters({{topic, 3, 1, {{"retention.ms", "604800000"}}}});
  ASSERT_EQ(topics.size(), 2U);
  EXPECT_EQ(topics[1].name, topic + ".dlq");
  EXPECT_EQ(topics[1].partitions, 1);
  EnsureTopics(brokers, topics, Deadline::After(kTimeout));
  Produce("k", "v");
  EnsureTopics(brokers, topics, Deadline::After(kTimeout));
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(seen.Until(1)) << "what was there stays";
}

TEST_F(KafkaAdmin, AnExistingTopicGetsTheSettingsThatArePromisedNowAndKeepsItsOthers) {
  EnsureTopics(brokers,
               {{topic, 1, 1, {{"retention.ms", "2592000000"}, {"max.message.bytes", "900000"}}}},
               Deadline::After(kTimeout));
  EnsureTopics(brokers, {{topic, 1, 1, Kept(std::chrono::days(7))}}, Deadline::After(kTimeout));
  EXPECT_TRUE(test::Eventually(kTimeout, [&] {
    const auto settings = TopicSettings(brokers, topic, Deadline::After(kTimeout));
    return settings == std::map<std::string, std::string>{{"retention.ms", "604800000"},
                                                          {"segment.ms", "86400000"},
                                                          {"max.message.bytes", "900000"}};
  }));
}

TEST_F(KafkaAdmin, ARefusalSaysWhatIsWrong) {
  try {
    EnsureTopics(brokers, {{topic, 1, 9, {}}}, Deadline::After(kTimeout));
    FAIL() << "nine replicas on one broker";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(topic));
  }
}

TEST_F(KafkaAdmin, WithoutABrokerItGivesUpAtTheDeadline) {
  const auto started = std::chrono::steady_clock::now();
  EXPECT_THROW(EnsureTopics("127.0.0.1:1", {{topic, 1, 1, {}}}, Deadline::After(milliseconds(300))),
               Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(2));
}

}  // namespace
}  // namespace erp::kafka
