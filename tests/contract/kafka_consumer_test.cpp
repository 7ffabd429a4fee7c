// What a handler may rely on: order per key, keys beside each other, nothing skipped.
#include <atomic>
#include <set>

#include <gmock/gmock.h>

#include "contract/kafka_fixture.h"
#include "kafka/consumer.h"
#include "observe/trace.h"

namespace erp::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class KafkaConsumer : public KafkaTest {};

TEST_F(KafkaConsumer, ARecordArrivesAsItWasProduced) {
  CreateTopic(1);
  Record record = Make("키", R"({"제목":"연차"})");
  record.headers = {{"ce_id", "step:1:1:1:1"}, {"empty", ""}, {"binary", std::string("\0\xff", 2)}};
  Produce(record);
  Record keyless = Make("", "no key");
  keyless.has_key = false;
  Produce(keyless);
  Produce("", "empty key");
  Record tombstone = Make("gone", "");
  tombstone.has_value = false;
  Produce(tombstone);

  Seen seen;
  const auto consumer = Start(Options(), seen);
  ASSERT_TRUE(seen.Until(4));
  auto records = seen.All();
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.offset < b.offset; });
  EXPECT_EQ(records[0].topic, topic);
  EXPECT_EQ(records[0].key, "키");
  EXPECT_EQ(records[0].value, R"({"제목":"연차"})");
  EXPECT_EQ(records[0].headers, record.headers);
  EXPECT_EQ(records[0].partition, 0);
  EXPECT_LT(SystemClock().Now() - records[0].timestamp, std::chrono::minutes(1));
  EXPECT_FALSE(records[1].has_key);
  EXPECT_TRUE(records[2].has_key);
  EXPECT_EQ(records[2].key, "");
  EXPECT_TRUE(records[2].has_value);
  EXPECT_FALSE(records[3].has_value);
}

TEST_F(KafkaConsumer, TheHandlerRunsInTheTraceOfItsRecord) {
  CreateTopic(1);
  const trace::Context sender = trace::Start();
  Record record = Make("k", "v");
  record.headers["traceparent"] = sender.Traceparent();
  Produce(record);
  Seen seen;
  std::string trace_id;
  const auto consumer = Start(Options(), [&](const Record& got) {
    trace_id = trace::Current().value().trace_id;
    seen.Add(got);
    return Result<void>();
  });
  ASSERT_TRUE(seen.Until(1));
  EXPECT_EQ(trace_id, sender.trace_id);
}

TEST_F(KafkaConsumer, OrderIsKeptPerKeyWithManyWorkers) {
  constexpr std::size_t kKeys = 40;
  constexpr std::size_t kEach = 50;
  CreateTopic(3);
  for (std::size_t i = 0; i < kKeys * kEach; ++i) {
    producer.Produce(Make(std::to_string(i % kKeys), std::to_string(1000 + i / kKeys)),
                     [](const std::string& error) { EXPECT_EQ(error, ""); });
  }
  Seen seen;
  const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
    thread_local int calls = 0;
    if (++calls % 17 == 0) throw Unavailable("now and then");
    seen.Add(record);
    return {};
  });
  ASSERT_TRUE(seen.Until(kKeys * kEach));
  EXPECT_EQ(seen.ByKey().size(), kKeys);
  for (const auto& [key, values] : seen.ByKey()) {
    EXPECT_EQ(values.size(), kEach);
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end())) << key;
  }
}

TEST_F(KafkaConsumer, KeysRunBesideEachOther) {
  CreateTopic(1);
  Produce("first", "waits for the second");
  Produce("second", "opens");
  Seen seen;
  Gate gate;
  const auto consumer = Start(Options(), [&](const Record& record) {
    if (record.key == "second") gate.Open();
    EXPECT_TRUE(gate.Wait());
    seen.Add(record);
    return Result<void>();
  });
  EXPECT_TRUE(seen.Until(2));
}

TEST_F(KafkaConsumer, AnUnavailableDependencyHoldsOnlyItsKey) {
  CreateTopic(1);
  Gate back;
  Seen seen;
  std::atomic<int> tries{0};
  ConsumerOptions options = Options();
  options.workers = 1;  // not even a worker is held
  const auto consumer = Start(options, [&](const Record& record) -> Result<void> {
    if (record.key == "stuck" && !back.IsOpen()) {
      ++tries;
      throw Unavailable("dependency away");
    }
    seen.Add(record);
    return {};
  });
  Produce("stuck", "s1");
  Produce("stuck", "s2");
  for (int i = 0; i < 50; ++i) Produce(std::to_string(i), "other");
  ASSERT_TRUE(seen.Until(50));
  EXPECT_TRUE(test::Eventually(kTimeout, [&] { return tries > 3; }));
  EXPECT_EQ(seen.All().size(), 50U);
  back.Open();
  ASSERT_TRUE(seen.Until(52));
  EXPECT_THAT(seen.ByKey().at("stuck"), ElementsAre("s1", "s2"));
}

TEST_F(KafkaConsumer, AfterAStopTheUnfinishedRecordComesAgainAndNothingIsSkipped) {
  CreateTopic(1);
  for (int i = 0; i < 10; ++i) Produce("before", std::to_string(i));
  Produce("stuck", "s1");
  for (int i = 0; i < 10; ++i) Produce(std::to_string(i), "after");
  Seen first;
  {
    const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
      if (record.key == "stuck") throw Unavailable("dependency away");
      first.Add(record);
      return {};
    });
    ASSERT_TRUE(first.Until(20));
    consumer->Stop();
  }
  Seen second;
  const auto consumer = Start(Options(), second);
  ASSERT_TRUE(second.Until(11));
  std::set<std::int64_t> offsets;
  for (const auto& record : second.All()) offsets.insert(record.offset);
  EXPECT_EQ(offsets.size(), 11U);
  EXPECT_EQ(*offsets.begin(), 10) << "the stored offset was the lowest unfinished one";
  EXPECT_EQ(second.Count("s1"), 1U);
}

TEST_F(KafkaConsumer, WhatFinishesAfterTheStopHasGivenUpStoresNothing) {
  CreateTopic(1);
  Produce("slow", "s1");
  Gate running;
  {
    const auto consumer = Start(Options(), [&](const Record&) {
      running.Open();
      std::this_thread::sleep_for(milliseconds(2400));  // longer than a stop waits
      return Result<void>();
    });
    ASSERT_TRUE(running.Wait());
    consumer->Stop();
  }
  Seen second;
  const auto consumer = Start(Options(), second);
  EXPECT_TRUE(second.Until(1));
}

TEST_F(KafkaConsumer, AStopInTheMiddleOfTheFlowLosesNothing) {
  constexpr std::size_t kRecords = 2000;
  CreateTopic(3);
  for (std::size_t i = 0; i < kRecords; ++i) {
    producer.Produce(Make(std::to_string(i % 100), std::to_string(i)), [](const std::string&) {});
  }
  std::set<std::string> handled;
  for (int round = 0; handled.size() < kRecords; ++round) {
    ASSERT_LT(round, 50);
    Seen seen;
    const std::size_t more = std::min<std::size_t>(500, kRecords - handled.size());
    const auto consumer = Start(Options(), seen);
    ASSERT_TRUE(seen.Until(more));
    consumer->Stop();
    for (const auto& value : seen.Values()) handled.insert(value);
  }
}

TEST_F(KafkaConsumer, AFullWindowPausesItsPartitionAndADrainedOneGoesOn) {
  constexpr std::size_t kWindow = 8;
  CreateTopic(2);
  Gate gate;
  Seen seen;
  std::atomic<std::size_t> started{0};
  ConsumerOptions options = Options();
  options.window = kWindow;
  options.workers = 64;
  const auto consumer = Start(options, [&](const Record& record) {
    if (record.partition == 0) {
      ++started;
      EXPECT_TRUE(gate.Wait());
    }
    seen.Add(record);
    return Result<void>();
  });
  // Enough keys that both partitions get many.
  for (int i = 0; i < 400; ++i) Produce(std::to_string(i), std::to_string(i));
  ASSERT_TRUE(test::Eventually(kTimeout, [&] { return started == kWindow; }));
  ASSERT_TRUE(seen.Until([&](const auto& records) { return records.size() > 100; }))
      << "the other partition goes on";
  EXPECT_EQ(started, kWindow);
  const std::string in_flight =
      "kafka_consumer_in_flight{group=\"" + topic + "-group\",topic=\"" + topic + "\"} 8\n";
  EXPECT_TRUE(test::Eventually(
      kTimeout, [&] { return registry.Text().find(in_flight) != std::string::npos; }));
  gate.Open();
  ASSERT_TRUE(seen.Until(400));
  const auto values = seen.Values();
  EXPECT_EQ(std::set<std::string>(values.begin(), values.end()).size(), 400U);
  EXPECT_EQ(values.size(), 400U) << "a pause repeats nothing";
}

TEST_F(KafkaConsumer, AStuckKeyThatFillsTheWindowLetsOthersGoOnAsSoonAsThereIsSpace) {
  CreateTopic(1);
  Gate back;
  Seen seen;
  ConsumerOptions options = Options();
  options.window = 16;
  const auto consumer = Start(options, [&](const Record& record) -> Result<void> {
    if (record.key == "stuck" && !back.IsOpen()) throw Unavailable("dependency away");
    seen.Add(record);
    return {};
  });
  for (int i = 0; i < 14; ++i) Produce("stuck", std::to_string(100 + i));
  for (int i = 0; i < 200; ++i) Produce(std::to_string(i), "other");
  EXPECT_TRUE(seen.Until(200)) << seen.All().size();
  for (int i = 14; i < 40; ++i) Produce("stuck", std::to_string(100 + i));
  Produce("behind", "other");
  back.Open();
  ASSERT_TRUE(seen.Until(241));
  const auto stuck = seen.ByKey().at("stuck");
  EXPECT_EQ(stuck.size(), 40U);
  EXPECT_TRUE(std::is_sorted(stuck.begin(), stuck.end()));
}

TEST_F(KafkaConsumer, MetricsCountWhatHappened) {
  CreateTopic(1);
  Produce("k", "fails once");
  Seen seen;
  const auto consumer = Start(Options(), [&](const Record& record) -> Result<void> {
    seen.Add(record);
    if (seen.All().size() == 1) throw Unavailable("once");
    return {};
  });
  ASSERT_TRUE(seen.Until(2));
  consumer->Stop();
  const std::string labels = "{group=\"" + topic + "-group\",topic=\"" + topic + "\"} ";
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("kafka_consumer_received_total" + labels + "1"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_retries_total" + labels + "1"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_done_total" + labels + "1"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_dead_letters_total" + labels + "0"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_handler_seconds_count" + labels + "2"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_lag_seconds_count" + labels + "1"));
  EXPECT_THAT(text, HasSubstr("kafka_consumer_in_flight" + labels + "0"));
}

}  // namespace
}  // namespace erp::kafka
