// Members of one group: sharing, leaving, coming back, and what readiness is told.
#include <set>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"

namespace erp::kafka {
namespace {

using testing::HasSubstr;
using testing::Optional;

class KafkaMembership : public KafkaTest {
 protected:
  // Produces one record to every partition (there are many keys per partition).
  void Spread(const std::string& value) {
    for (int key = 0; key < 60; ++key) Produce(std::to_string(key), value);
  }
  static std::set<std::int32_t> Partitions(const Seen& seen, const std::string& value) {
    std::set<std::int32_t> partitions;
    for (const auto& record : seen.All()) {
      if (record.value == value) partitions.insert(record.partition);
    }
    return partitions;
  }
  double Assigned() {
    return registry
        .GetGauge("kafka_consumer_partitions", "Partitions assigned to this process",
                  {{"topic", topic}, {"group", topic + "-group"}})
        .Value();
  }
  // Until both members together hold all partitions again, by what they are given to do.
  bool Settled(Seen& one, Seen& two, bool shared) {
    int probe = 0;
    return test::Eventually(kPatience, [&] {
      const std::string value = "settling" + std::to_string(++probe);
      Spread(value);
      if (!one.Until([&](const auto&) { return true; })) return false;
      const bool all = test::Eventually(milliseconds(2000),
                                        [&] { return one.Count(value) + two.Count(value) >= 60; });
      const bool both = !Partitions(one, value).empty() && !Partitions(two, value).empty();
      return all && both == shared;
    });
  }
};

TEST_F(KafkaMembership, TwoMembersShareAndOneTakesOverFromAnotherThatLeaves) {
  CreateTopic(4);
  Seen one;
  Seen two;
  const auto staying = Start(Options(), one);
  const auto leaving = Start(Options(), two);
  ASSERT_TRUE(Settled(one, two, true));

  const auto left = std::chrono::steady_clock::now();
  leaving->Stop();
  Spread("after");
  EXPECT_TRUE(one.Until([](const auto& records) {
    return std::count_if(records.begin(), records.end(),
                         [](const auto& record) { return record.value == "after"; }) == 60;
  }));
  EXPECT_LT(std::chrono::steady_clock::now() - left, std::chrono::seconds(3));
  EXPECT_EQ(Partitions(one, "after").size(), 4U);
}

TEST_F(KafkaMembership, NothingIsLostWhileMembersComeAndGo) {
  constexpr std::size_t kRecords = 1500;
  CreateTopic(4);
  Seen seen;
  const auto handler = [&](const Record& record) -> Result<void> {
    thread_local int calls = 0;
    if (++calls % 11 == 0) throw Unavailable("now and then");
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    seen.Add(record);
    return {};
  };
  const auto steady = Start(Options(), handler);
  std::unique_ptr<Consumer> guest;
  for (std::size_t i = 0; i < kRecords; ++i) {
    Produce(std::to_string(i % 50), std::to_string(100000 + i));
    if (i % 500 == 100) guest = Start(Options(), handler);
    if (i % 500 == 400) guest.reset();
  }
  ASSERT_TRUE(seen.Until([](const auto& records) {
    std::set<std::string> values;
    for (const auto& record : records) values.insert(record.value);
    return values.size() == kRecords;
  }));
  // Handlers that finish within two seconds are waited for, so nothing is repeated either.
  EXPECT_EQ(seen.All().size(), kRecords);
  for (const auto& [key, values] : seen.ByKey()) {
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end())) << key;
  }
}

TEST_F(KafkaMembership, AStaticMemberKeepsItsPartitionsOverARestart) {
  CreateTopic(4);
  ConsumerOptions first = Options();
  first.instance_id = "member-0";
  ConsumerOptions second = Options();
  second.instance_id = "member-1";
  Seen one;
  Seen two;
  const auto staying = Start(first, one);
  auto restarting = Start(second, two);
  ASSERT_TRUE(Settled(one, two, true));
  Spread("before");
  ASSERT_TRUE(
      test::Eventually(kPatience, [&] { return one.Count("before") + two.Count("before") == 60; }));
  const auto before = Partitions(two, "before");

  restarting.reset();
  Spread("away");
  const auto started = std::chrono::steady_clock::now();
  restarting = Start(second, two);
  ASSERT_TRUE(
      test::Eventually(kPatience, [&] { return one.Count("away") + two.Count("away") == 60; }));
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(3));
  EXPECT_EQ(Partitions(two, "away"), before) << "nobody took them over meanwhile";
}

TEST_F(KafkaMembership, TroubleEndsWithTheFirstAnswer) {
  CreateTopic(1);
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(test::Eventually(kPatience, [&] { return !consumer->Trouble(); }));
}

TEST_F(KafkaMembership, WithoutABrokerItIsInTroubleAndStopsAllTheSame) {
  ConsumerOptions options = Options();
  options.brokers = "127.0.0.1:1";
  Seen seen;
  const auto consumer = Start(options, seen);
  EXPECT_TRUE(test::Eventually(kPatience, [&] {
    return consumer->Trouble().value_or("").find("brokers are down") != std::string::npos;
  })) << consumer->Trouble().value_or("no trouble");
  const auto started = std::chrono::steady_clock::now();
  consumer->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(3));
}

TEST_F(KafkaMembership, AMissingTopicIsTroubleUntilItExists) {
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(test::Eventually(kPatience, [&] {
    return consumer->Trouble().value_or("").find(topic) != std::string::npos;
  })) << consumer->Trouble().value_or("no trouble");
  CreateTopic(1);
  EXPECT_TRUE(test::Eventually(kPatience, [&] { return !consumer->Trouble(); }));
  Produce("k", "v");
  EXPECT_TRUE(seen.Until(1)) << "and is then read";
}

TEST_F(KafkaMembership, SecondProcessWithTheSameInstanceIdTakesOverAndTheFirstSaysSo) {
  CreateTopic(1);
  ConsumerOptions options = Options();
  options.instance_id = "member-0";
  Seen one;
  Seen two;
  const auto first = Start(options, one);
  Produce("k", "1");
  ASSERT_TRUE(one.Until(1));
  const auto second = Start(options, two);
  EXPECT_TRUE(test::Eventually(kPatience, [&] { return first->Trouble().has_value(); }));
  Produce("k", "2");
  EXPECT_TRUE(two.Until([](const auto& records) {
    return std::any_of(records.begin(), records.end(),
                       [](const auto& record) { return record.value == "2"; });
  }));
}

}  // namespace
}  // namespace erp::kafka
