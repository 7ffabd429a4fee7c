// A topic read from end to end beside its consumers.
#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"
#include "kafka/topic_scan.h"

namespace erp::kafka {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class KafkaTopicScan : public KafkaTest {
 protected:
  std::vector<std::string> Scan(std::optional<Instant> since = std::nullopt) {
    std::vector<std::string> values;
    ScanTopic(brokers, {topic, since}, Deadline::After(kTimeout), {},
              [&](const Record& record) { values.push_back(record.value); });
    return values;
  }
};

TEST_F(KafkaTopicScan, VisitsEveryRecordUpToTheEndOnce) {
  CreateTopic(3);
  EXPECT_TRUE(Scan().empty());
  for (int i = 0; i < 5; ++i) Produce(std::to_string(i), "value-" + std::to_string(i));
  EXPECT_THAT(Scan(), UnorderedElementsAre("value-0", "value-1", "value-2", "value-3", "value-4"));
  EXPECT_EQ(Scan().size(), 5U) << "nothing is committed";
}

TEST_F(KafkaTopicScan, BeginsWithTheFirstRecordThatIsNotOlder) {
  CreateTopic(1);
  Produce("1", "old");
  Instant written{};
  ScanTopic(brokers, {topic}, Deadline::After(kTimeout), {},
            [&](const Record& record) { written = record.timestamp; });
  ASSERT_TRUE(test::Eventually(kTimeout, [&] {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()) >
           written + milliseconds(1);
  }));
  Produce("1", "new");
  EXPECT_THAT(Scan(written), ElementsAre("old", "new"));
  EXPECT_THAT(Scan(written + milliseconds(1)), ElementsAre("new"));
  EXPECT_TRUE(Scan(written + std::chrono::hours(1)).empty());
}

TEST_F(KafkaTopicScan, WhatTheVisitorThrowsEndsIt) {
  CreateTopic(1);
  Produce("1", "value");
  EXPECT_THROW(ScanTopic(brokers, {topic}, Deadline::After(kTimeout), {},
                         [](const Record&) { throw std::runtime_error("stop"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace erp::kafka
