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
    return test::Eventually(kTimeout, [&] {
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

// Numbered records that are handled while members come and go.
class KafkaComingAndGoing : public KafkaMembership {
 protected:
  using Handled = std::map<std::string, std::vector<std::string>>;  // in the order of the calls

  // Produces `count` records of 50 keys while one member stays and another joins and leaves, each
  // in the middle of its work. What was handled of them, by key, once all of them have been.
  Handled ComeAndGo(std::size_t count) {
    Seen seen;
    const auto handler = [&seen](const Record& record) -> Result<void> {
      thread_local int calls = 0;
      if (++calls % 11 == 0) throw Unavailable("now and then");
      std::this_thread::sleep_for(std::chrono::microseconds(300));
      seen.Add(record);
      return {};
    };
    const auto steady = Start(Options(), handler);
    std::unique_ptr<Consumer> guest;
    std::set<std::string> missing;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = std::to_string(++number_);
      missing.insert(value);
      Produce(std::to_string(i % 50), value);
      if (i % 500 == 100) guest = Start(Options(), handler);
      if (i % 500 == 400) guest.reset();
    }
    const auto mine = missing;
    // A member whose session has expired costs the others the time of one.
    EXPECT_TRUE(seen.Until(
        [&, checked = std::size_t{0}](const auto& records) mutable {
          for (; checked < records.size(); ++checked) missing.erase(records[checked].value);
          return missing.empty();
        },
        3 * kTimeout))
        << missing.size() << " of " << count << " were lost";
    auto handled = seen.ByKey();
    for (auto& [key, values] : handled) {
      std::erase_if(values, [&](const auto& value) { return !mine.contains(value); });
    }
    return handled;
  }
  static std::size_t Calls(const Handled& handled) {
    std::size_t calls = 0;
    for (const auto& [key, values] : handled) calls += values.size();
    return calls;
  }
  // Each value where it stands for the first time.
  static std::vector<std::string> First(const std::vector<std::string>& values) {
    std::set<std::string> known;
    std::vector<std::string> first;
    for (const auto& value : values) {
      if (known.insert(value).second) first.push_back(value);
    }
    return first;
  }

 private:
  std::size_t number_ = 100000;  // of the last record; all have equally many digits
};

// Whatever happens to a member, at the worst a record is handled again: also after those behind
// it, by somebody who does not know yet that it has lost the partition. None is handled before
// those of its key in front of it have been.
TEST_F(KafkaComingAndGoing, NothingIsLostAndNothingOvertakes) {
  CreateTopic(4);
  for (const auto& [key, values] : ComeAndGo(1500)) {
    const auto first = First(values);
    EXPECT_TRUE(std::is_sorted(first.begin(), first.end())) << key;
  }
}

// Handlers that finish within two seconds are waited for, and what they did is committed before
// the partitions go to another member. A machine that stands still for longer breaks this once,
// not each time.
TEST_F(KafkaComingAndGoing, AnOrderlyHandOverRepeatsNothing) {
  constexpr std::size_t kRecords = 500;
  CreateTopic(4);
  std::size_t repeats = 1;
  for (int tries = 0; tries < 5 && repeats > 0; ++tries) {
    repeats = Calls(ComeAndGo(kRecords)) - kRecords;
  }
  EXPECT_EQ(repeats, 0U);
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
      test::Eventually(kTimeout, [&] { return one.Count("before") + two.Count("before") == 60; }));
  const auto before = Partitions(two, "before");

  restarting.reset();
  Spread("away");
  const auto started = std::chrono::steady_clock::now();
  restarting = Start(second, two);
  ASSERT_TRUE(
      test::Eventually(kTimeout, [&] { return one.Count("away") + two.Count("away") == 60; }));
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(3));
  EXPECT_EQ(Partitions(two, "away"), before) << "nobody took them over meanwhile";
}

TEST_F(KafkaMembership, TroubleEndsWithTheFirstAnswer) {
  CreateTopic(1);
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return !consumer->Unavailability(); }));
}

TEST_F(KafkaMembership, WithoutABrokerItIsInTroubleAndStopsAllTheSame) {
  ConsumerOptions options = Options();
  options.brokers = "127.0.0.1:1";
  Seen seen;
  const auto consumer = Start(options, seen);
  EXPECT_TRUE(test::Eventually(kTimeout, [&] {
    return consumer->Unavailability().value_or("").find("brokers are down") != std::string::npos;
  })) << consumer->Unavailability().value_or("no trouble");
  const auto started = std::chrono::steady_clock::now();
  consumer->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(3));
}

TEST_F(KafkaMembership, AMissingTopicIsTroubleUntilItExists) {
  Seen seen;
  const auto consumer = Start(Options(), seen);
  EXPECT_TRUE(test::Eventually(kTimeout, [&] {
    return consumer->Unavailability().value_or("").find(topic) != std::string::npos;
  })) << consumer->Unavailability().value_or("no trouble");
  CreateTopic(1);
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return !consumer->Unavailability(); }));
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
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return first->Unavailability().has_value(); }));
  Produce("k", "2");
  EXPECT_TRUE(two.Until([](const auto& records) {
    return std::any_of(records.begin(), records.end(),
                       [](const auto& record) { return record.value == "2"; });
  }));
}

}  // namespace
}  // namespace erp::kafka
