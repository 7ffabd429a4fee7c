// Records that can never be handled: kept, with the reason, and out of the way.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"

namespace erp::kafka {
namespace {

using testing::HasSubstr;

class KafkaDeadLetter : public KafkaTest {
 protected:
  static Result<void> Refuse() { return Error{ErrorCode::kInvalid, "bad-event", "no step"}; }
};

TEST_F(KafkaDeadLetter, ARefusedRecordLandsThereOnceWithItsReason) {
  CreateTopic(3);
  Record bad = Make("7", "not an event");
  bad.headers["ce_id"] = "step:7:1:1:1";
  Produce(bad);
  Produce("7", "good");
  Seen seen;
  {
    const auto consumer = Start(Options(), [&](const Record& record) {
      seen.Add(record);
      return record.value == "good" ? Result<void>() : Refuse();
    });
    ASSERT_TRUE(seen.Until(2)) << "its key goes on afterwards";
  }
  Produce("7", "later");
  {
    const auto consumer = Start(Options(), seen);
    ASSERT_TRUE(seen.Until(3));
  }
  EXPECT_EQ(seen.Count("not an event"), 1U) << "done for good";

  const auto letters = DeadLetters(1);
  ASSERT_EQ(letters.size(), 1U);
  const Record& letter = letters.front();
  EXPECT_EQ(letter.key, "7");
  EXPECT_EQ(letter.value, "not an event");
  EXPECT_EQ(letter.Header("ce_id"), "step:7:1:1:1");
  EXPECT_EQ(letter.Header("dlq_reason"), "bad-event: no step");
  EXPECT_EQ(letter.Header("dlq_topic"), topic);
  EXPECT_EQ(letter.Header("dlq_partition"), std::to_string(seen.All().front().partition));
  EXPECT_EQ(letter.Header("dlq_offset"), "0");
  EXPECT_EQ(letter.Header("dlq_attempts"), "1");
  EXPECT_EQ(letter.Header("dlq_group"), topic + "-group");
}

TEST_F(KafkaDeadLetter, AHandlerThatThrowsGetsFiveTries) {
  CreateTopic(1);
  Produce("1", "poison");
  Produce("1", "good");
  Seen seen;
  const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
    seen.Add(record);
    if (record.value == "poison") throw std::runtime_error("index out of range");
    return {};
  });
  ASSERT_TRUE(seen.Until(6));
  EXPECT_EQ(seen.Count("poison"), 5U);
  const auto letters = DeadLetters(1);
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters[0].Header("dlq_reason"), HasSubstr("index out of range"));
  EXPECT_EQ(letters[0].Header("dlq_attempts"), "5");
}

TEST_F(KafkaDeadLetter, TheFiveTriesOfAnUnforeseenFailureAreSpreadOverAQuarterOfAMinuteAtLeast) {
  const ConsumerOptions usual;
  milliseconds least{0};
  for (auto [pause, i] = std::pair(usual.fault_first, 1); i < 5; ++i, pause *= 2) {
    least += std::min(pause, usual.fault_most) / 2;
  }
  EXPECT_GE(least, std::chrono::seconds(15));
  EXPECT_LE(least * 2, std::chrono::seconds(60)) << "its key waits meanwhile";
}

TEST_F(KafkaDeadLetter, OutagesDoNotCountAsTries) {
  CreateTopic(1);
  Produce("1", "good in the end");
  Seen seen;
  const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
    seen.Add(record);
    if (seen.All().size() < 10) throw Unavailable("away");
    return {};
  });
  ASSERT_TRUE(seen.Until(10));
  consumer->Stop();
  EXPECT_THAT(registry.Text(), HasSubstr("kafka_consumer_dead_letters_total{group=\"" + topic +
                                         "-group\",topic=\"" + topic + "\"} 0"));
}

TEST_F(KafkaDeadLetter, NoKeyAndNoValueStayNone) {
  CreateTopic(1);
  Record record = Make("", "");
  record.has_key = false;
  record.has_value = false;
  Produce(record);
  const auto consumer = Start(Options(), [&](const Record&) { return Refuse(); });
  const auto letters = DeadLetters(1);
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_FALSE(letters[0].has_key);
  EXPECT_FALSE(letters[0].has_value);
}

TEST_F(KafkaDeadLetter, WithoutADeadLetterTopicTheRecordWaitsAndIsNotHandledAgain) {
  EnsureTopics(brokers, {{topic, 1, 1, {}}}, Deadline::After(kTimeout));
  Produce("1", "bad");
  Produce("2", "good");
  Seen seen;
  {
    const auto consumer = Start(Options(), [&](const Record& record) {
      seen.Add(record);
      return record.value == "bad" ? Refuse() : Result<void>();
    });
    ASSERT_TRUE(seen.Until(2));
    consumer->Stop();
  }
  CreateTopic(1);
  const auto consumer = Start(Options(), [&](const Record& record) {
    seen.Add(record);
    return record.value == "bad" ? Refuse() : Result<void>();
  });
  EXPECT_FALSE(DeadLetters(1).empty());
  EXPECT_EQ(seen.Count("bad"), 2U) << "once before and once after the restart";
}

}  // namespace
}  // namespace erp::kafka
