// Where an assignment begins when its owner decides it, and beginning again while it runs.
#include <algorithm>
#include <atomic>
#include <set>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"

namespace erp::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using From = StartPosition::From;

class KafkaStart : public KafkaTest {
 protected:
  static std::vector<StartPosition> All(const std::vector<TopicPartition>& partitions,
                                        StartPosition start) {
    return std::vector<StartPosition>(partitions.size(), start);
  }
  // Options whose hook always answers with what `start` holds then.
  ConsumerOptions Beginning(const std::atomic<From>& from) const {
    ConsumerOptions options = Options();
    options.start.decide = [&from](const auto& partitions) {
      return All(partitions, {from.load()});
    };
    return options;
  }
  void ProduceMany(int first, int last, int keys) {
    for (int i = first; i <= last; ++i) {
      Produce(std::to_string(i % keys), std::to_string(100000 + i));
    }
  }
  void ConsumeAll(std::size_t count) {
    Seen seen;
    const auto consumer = Start(Options(), seen);
    ASSERT_TRUE(seen.Until(count));
    consumer->Stop();
  }
  // Every value was seen, and for each key the first sight of each was in order.
  static void ExpectCompleteAndInOrder(const Seen& seen, std::size_t count) {
    std::set<std::string> values;
    std::map<std::string, std::vector<std::string>> firsts;
    for (const auto& record : seen.All()) {
      if (values.insert(record.value).second) firsts[record.key].push_back(record.value);
    }
    EXPECT_EQ(values.size(), count);
    for (const auto& [key, sights] : firsts) {
      EXPECT_TRUE(std::is_sorted(sights.begin(), sights.end())) << key;
    }
  }
};

TEST_F(KafkaStart, TheHookDecidesWhereAnAssignmentBegins) {
  CreateTopic(1);
  ProduceMany(1, 4, 1);
  ConsumeAll(4);
  std::atomic<From> from{From::kCommitted};
  {
    Seen seen;
    const auto consumer = Start(Beginning(from), seen);
    Produce("0", "new");
    ASSERT_TRUE(seen.Until(1));
    EXPECT_THAT(seen.Values(), ElementsAre("new"));
  }
  from = From::kBeginning;
  Seen seen;
  const auto consumer = Start(Beginning(from), seen);
  ASSERT_TRUE(seen.Until(5));
  EXPECT_THAT(seen.Values(), ElementsAre("100001", "100002", "100003", "100004", "new"));
}

TEST_F(KafkaStart, ATimeIsNeverBeyondWhereTheGroupHasGotTo) {
  CreateTopic(1);
  const auto now = SystemClock().Now();
  ProduceMany(1, 3, 1);
  Seen all;
  {
    const auto consumer = Start(Options(), all);
    ASSERT_TRUE(all.Until(3));
    consumer->Stop();
  }
  ProduceMany(4, 5, 1);
  ConsumerOptions options = Options();
  Instant time = now + std::chrono::hours(1);
  options.start.decide = [&time](const auto& partitions) {
    return All(partitions, {From::kTime, time});
  };
  {
    Seen seen;
    const auto consumer = Start(options, seen);
    ASSERT_TRUE(seen.Until(2));
    EXPECT_THAT(seen.Values(), ElementsAre("100004", "100005")) << "nothing is left out";
    consumer->Stop();
  }
  std::atomic<std::int64_t> progress{0};
  options.start.progressed = [&](const auto& offsets) { progress = offsets.at(0).offset; };
  time = all.All().at(1).timestamp;
  Seen seen;
  const auto consumer = Start(options, seen);
  ASSERT_TRUE(seen.Until(
      [](const auto& records) { return !records.empty() && records.back().value == "100005"; }));
  EXPECT_THAT(seen.Values(), testing::Contains("100002"));
  EXPECT_EQ(seen.Values().back(), "100005");
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return progress == 5; }));
}

TEST_F(KafkaStart, AnOffsetThatIsEvenLowerThanTheTimeCounts) {
  CreateTopic(1);
  ProduceMany(1, 5, 1);
  ConsumeAll(5);
  ConsumerOptions options = Options();
  options.start.decide = [](const auto& partitions) {
    return All(partitions, {From::kTime, SystemClock().Now(), 3});
  };
  Seen seen;
  const auto consumer = Start(options, seen);
  ASSERT_TRUE(seen.Until(2));
  EXPECT_THAT(seen.Values(), ElementsAre("100004", "100005"));
}

TEST_F(KafkaStart, TheLowOffsetIsCommittedBeforeTheOwnerIsNotified) {
  CreateTopic(1);
  ProduceMany(1, 3, 1);
  ConsumeAll(3);
  ConsumerOptions options = Options();
  std::atomic<bool> decided{false};
  options.start.decide = [](const auto& partitions) { return All(partitions, {From::kBeginning}); };
  options.start.decided = [&](const std::vector<PartitionOffset>& offsets) {
    ASSERT_EQ(offsets.size(), 1U);
    EXPECT_EQ(offsets[0].offset, 0);
    decided = true;
    throw Unavailable("the process dies here");
  };
  Seen none;
  auto dying = Start(options, none);
  ASSERT_TRUE(test::Eventually(kTimeout, [&] { return decided.load(); }));
  dying.reset();
  EXPECT_TRUE(none.All().empty());
  Seen seen;
  const auto successor = Start(Options(), seen);  // without any hook
  ASSERT_TRUE(seen.Until(3));
  EXPECT_THAT(seen.Values(), ElementsAre("100001", "100002", "100003"));
}

TEST_F(KafkaStart, NothingIsReadUntilItIsDecidedWhereToBegin) {
  CreateTopic(2);
  ProduceMany(1, 6, 6);
  std::atomic<bool> known{false};
  std::atomic<int> asked{0};
  ConsumerOptions options = Options();
  options.start.decide = [&](const auto& partitions) {
    if (++asked == 2) throw std::runtime_error("something unreadable");
    if (!known) throw Unavailable("the store is away");
    return All(partitions, {From::kCommitted});
  };
  Seen seen;
  const auto consumer = Start(options, seen);
  ASSERT_TRUE(test::Eventually(kTimeout, [&] { return asked >= 4; }));
  EXPECT_THAT(consumer->Unavailability(), Optional(HasSubstr("the store is away")));
  EXPECT_TRUE(seen.All().empty());
  known = true;
  ASSERT_TRUE(seen.Until(6));
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return !consumer->Unavailability(); }));
}

TEST_F(KafkaStart, RewindGoesThroughEverythingAgainWhileRecordsAreTriedAgain) {
  CreateTopic(3);
  ProduceMany(1, 300, 20);
  std::atomic<From> from{From::kCommitted};
  std::atomic<bool> stuck{true};
  Seen seen;
  const auto consumer = Start(Beginning(from), [&](const Record& record) -> Result<void> {
    if (stuck && record.key == "7") throw Unavailable("stuck");
    seen.Add(record);
    return {};
  });
  ASSERT_TRUE(seen.Until(285)) << "all but what is stuck";
  from = From::kBeginning;
  consumer->Rewind();
  ASSERT_TRUE(seen.Until(570));
  from = From::kCommitted;
  stuck = false;
  ASSERT_TRUE(seen.Until(585));
  ProduceMany(301, 320, 20);
  ASSERT_TRUE(seen.Until(605));
  ExpectCompleteAndInOrder(seen, 320);
  EXPECT_EQ(seen.Count("100007"), 1U) << "dropped with the window, then read again";
  EXPECT_EQ(seen.Count("100001"), 2U);
}

TEST_F(KafkaStart, RewindToWhereTheGroupIsRepeatsNothingThatIsDone) {
  CreateTopic(1);
  ProduceMany(1, 50, 5);
  std::atomic<From> from{From::kCommitted};
  Seen seen;
  const auto consumer = Start(Beginning(from), seen);
  ASSERT_TRUE(seen.Until(50));
  for (int round = 0; round < 5; ++round) {
    consumer->Rewind();
    Produce("0", "after" + std::to_string(round));
    ASSERT_TRUE(seen.Until(51U + static_cast<std::size_t>(round)));
  }
  EXPECT_EQ(seen.All().size(), 55U);
}

TEST_F(KafkaStart, RewindOfAStaticMemberLeavesTheOthersAlone) {
  CreateTopic(4);
  std::atomic<int> asked_one{0};
  std::atomic<int> asked_two{0};
  const auto member = [&](const std::string& name, std::atomic<int>& asked) {
    ConsumerOptions options = Options();
    options.instance_id = name;
    options.start.decide = [&asked](const auto& partitions) {
      if (!partitions.empty()) ++asked;
      return All(partitions, {From::kBeginning});
    };
    return options;
  };
  Seen one;
  Seen two;
  const auto first = Start(member("member-0", asked_one), one);
  const auto second = Start(member("member-1", asked_two), two);
  ASSERT_TRUE(test::Eventually(kTimeout, [&] {
    ProduceMany(1, 20, 20);
    return !one.All().empty() && !two.All().empty();
  }));
  // What the first member gets from now on is of partitions that it has beside the second one.
  const auto so_far = one.All().size();
  ASSERT_TRUE(test::Eventually(kTimeout, [&] {
    ProduceMany(1, 20, 20);
    return one.All().size() > so_far;
  }));
  const Record first_seen = one.All().back();
  const auto times_seen = [&](const std::vector<Record>& records) {
    return std::count_if(records.begin(), records.end(), [&](const Record& record) {
      return record.partition == first_seen.partition && record.offset == first_seen.offset;
    });
  };
  const auto times_before = times_seen(one.All());
  const int before_one = asked_one;
  const int before_two = asked_two;
  first->Rewind();
  ASSERT_TRUE(test::Eventually(kTimeout, [&] { return asked_one > before_one; }));
  Produce(first_seen.key, "after");
  ASSERT_TRUE(one.Until([&](const auto& records) {
    return std::any_of(records.begin(), records.end(),
                       [](const auto& record) { return record.value == "after"; }) &&
           times_seen(records) > times_before;
  })) << "it began again and goes on";
  EXPECT_EQ(asked_two, before_two);
}

TEST_F(KafkaStart, NothingIsLostWhileMembersComeAndGoAndBeginAgain) {
  constexpr int kRecords = 1200;
  CreateTopic(4);
  std::atomic<int> asked{0};
  ConsumerOptions options = Options();
  options.start.decide = [&](const auto& partitions) {
    const bool back = ++asked % 3 == 0;
    return All(partitions, {back ? From::kBeginning : From::kCommitted});
  };
  Seen seen;
  const auto handler = [&](const Record& record) -> Result<void> {
    thread_local int calls = 0;
    if (++calls % 11 == 0) throw Unavailable("now and then");
    seen.Add(record);
    return {};
  };
  const auto steady = Start(options, handler);
  std::unique_ptr<Consumer> guest;
  for (int i = 0; i < kRecords; ++i) {
    ProduceMany(i, i, 50);
    if (i % 400 == 100) guest = Start(options, handler);
    if (i % 100 == 50) steady->Rewind();
    if (guest && i % 150 == 75) guest->Rewind();
    if (i % 400 == 300) guest.reset();
  }
  ASSERT_TRUE(seen.Until([](const auto& records) {
    std::set<std::string> values;
    for (const auto& record : records) values.insert(record.value);
    return values.size() == kRecords;
  }));
  ExpectCompleteAndInOrder(seen, kRecords);
}

}  // namespace
}  // namespace erp::kafka
