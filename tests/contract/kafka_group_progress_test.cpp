// How far a group has come on a topic, asked of the real broker without joining the group.
#include <gtest/gtest.h>

#include "contract/kafka_fixture.h"
#include "kafka/group_progress.h"

namespace erp::kafka {
namespace {

class KafkaGroupProgress : public KafkaTest {
 protected:
  std::int64_t Lag() { return progress_.Lag(Deadline::After(kTimeout)); }
  // Commits come about a second after the work.
  bool LagBecomes(std::int64_t wanted) {
    return test::Eventually(kTimeout, [&] { return Lag() == wanted; });
  }

  GroupProgress progress_{brokers, topic + "-group", topic};
};

TEST_F(KafkaGroupProgress, WithoutACommittedOffsetEverythingInTheLogCounts) {
  CreateTopic(3);
  EXPECT_EQ(Lag(), 0);
  for (int i = 0; i < 20; ++i) Produce(std::to_string(i), "value");
  EXPECT_EQ(Lag(), 20) << "over all partitions";
}

TEST_F(KafkaGroupProgress, GoesToZeroWhenTheGroupHasDoneEverything) {
  CreateTopic(3);
  Seen seen;
  const auto consumer = Start(Options(), seen);
  for (int i = 0; i < 20; ++i) Produce(std::to_string(i), "value");
  ASSERT_TRUE(seen.Until(20));
  EXPECT_TRUE(LagBecomes(0));
  consumer->Stop();
  Produce("one", "more");
  EXPECT_EQ(Lag(), 1) << "nobody is there to take it";
}

TEST_F(KafkaGroupProgress, ARecordThatIsTriedAgainCountsAndSoDoesWhatIsBehindIt) {
  CreateTopic(1);
  Gate fixed;
  Seen seen;
  const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
    if (record.value == "stuck" && !fixed.IsOpen()) throw Unavailable("not now");
    seen.Add(record);
    return {};
  });
  Produce("a", "before");
  Produce("b", "stuck");
  Produce("c", "behind");
  ASSERT_TRUE(seen.Until(2));
  EXPECT_TRUE(LagBecomes(2));
  fixed.Open();
  EXPECT_TRUE(LagBecomes(0));
}

TEST_F(KafkaGroupProgress, EndsAreReachedOnceEverythingBeforeThemIsDone) {
  CreateTopic(2);
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(
      progress_.Reached(progress_.Ends(Deadline::After(kTimeout)), Deadline::After(kTimeout)))
      << "of an empty topic";
  consumer->Stop();
  for (int i = 0; i < 10; ++i) Produce(std::to_string(i), "value");
  const auto ends = progress_.Ends(Deadline::After(kTimeout));
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_EQ(ends[0] + ends[1], 10);
  EXPECT_FALSE(progress_.Reached(ends, Deadline::After(kTimeout)));
  const auto again = Start(Options(), seen);
  EXPECT_TRUE(test::Eventually(kTimeout,
                               [&] { return progress_.Reached(ends, Deadline::After(kTimeout)); }));
}

TEST_F(KafkaGroupProgress, AskingDisturbsNoMember) {
  CreateTopic(2);
  Seen seen;
  const auto consumer = Start(Options(), seen);
  Produce("a", "first");
  ASSERT_TRUE(seen.Until(1));
  const auto assigned = [&] {
    return registry
        .GetGauge("kafka_consumer_partitions", "Partitions assigned to this process",
                  {{"topic", topic}, {"group", topic + "-group"}})
        .Value();
  };
  EXPECT_EQ(assigned(), 2);
  for (int i = 0; i < 50; ++i) {
    Lag();
    EXPECT_EQ(assigned(), 2);
  }
  Produce("a", "second");
  EXPECT_TRUE(seen.Until(2));
}

TEST_F(KafkaGroupProgress, IsUnavailableWhenTheBrokersOrTheTopicAreNotThere) {
  EXPECT_THROW(progress_.Lag(Deadline::After(milliseconds(2000))), Unavailable);
  GroupProgress nowhere("127.0.0.1:9", "group", topic);
  EXPECT_THROW(nowhere.Lag(Deadline::After(milliseconds(300))), Unavailable);
}

}  // namespace
}  // namespace erp::kafka
