// A topic of its own on the real broker, consumers of it, and what their handlers saw.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "kafka/admin.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "observe/metrics.h"
#include "support/brokers.h"
#include "support/environment.h"

namespace erp::kafka {

using std::chrono::milliseconds;

inline constexpr milliseconds kTimeout{10000};

// What handlers were given, in the order of their calls. Thread-safe.
class Seen {
 public:
  void Add(const Record& record) {
    {
      const std::lock_guard lock(mutex_);
      records_.push_back(record);
    }
    changed_.notify_all();
  }

  // False when fewer than `count` have come within the timeout of a test.
  bool Until(std::size_t count) {
    return Until([count](const auto& records) { return records.size() >= count; });
  }
  bool Until(const std::function<bool(const std::vector<Record>&)>& enough,
             milliseconds timeout = kTimeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return enough(records_); });
  }

  std::vector<Record> All() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::vector<std::string> Values() const {
    std::vector<std::string> values;
    for (const auto& record : All()) values.push_back(record.value);
    return values;
  }
  std::map<std::string, std::vector<std::string>> ByKey() const {
    std::map<std::string, std::vector<std::string>> keys;
    for (const auto& record : All()) keys[record.key].push_back(record.value);
    return keys;
  }
  std::size_t Count(const std::string& value) const {
    const auto values = Values();
    return static_cast<std::size_t>(std::count(values.begin(), values.end(), value));
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Record> records_;
};

// Something a handler waits for. Thread-safe.
class Gate {
 public:
  void Open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  bool Wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kTimeout, [this] { return open_; });
  }
  [[nodiscard]] bool IsOpen() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

class KafkaTest : public testing::Test {
 protected:
  // Creates the topic (and its .dlq).
  void CreateTopic(std::int32_t partitions) {
    EnsureTopics(brokers, WithDeadLetters({{topic, partitions, 1, {}}}), Deadline::After(kTimeout));
  }

  ConsumerOptions Options() const {
    ConsumerOptions options;
    options.brokers = brokers;
    options.group = topic + "-group";
    options.topics = {topic};
    options.retry_first = milliseconds(5);
    options.retry_most = milliseconds(50);
    options.fault_first = milliseconds(5);
    options.fault_most = milliseconds(50);
    return options;
  }

  std::unique_ptr<Consumer> Start(const ConsumerOptions& options, RecordHandler handler) {
    auto consumer = std::make_unique<Consumer>(options, std::move(handler), producer, registry);
    consumer->Start();
    return consumer;
  }
  // Handles everything at once.
  std::unique_ptr<Consumer> Start(const ConsumerOptions& options, Seen& seen) {
    return Start(options, [&seen](const Record& record) {
      seen.Add(record);
      return Result<void>();
    });
  }

  Record Make(const std::string& key, const std::string& value) const {
    Record record;
    record.topic = topic;
    record.key = key;
    record.value = value;
    return record;
  }
  void Produce(const Record& record) { producer.ProduceAndWait(record, Deadline::After(kTimeout)); }
  void Produce(const std::string& key, const std::string& value) { Produce(Make(key, value)); }

  // Everything in a topic's dead letters; waits for `count` of them.
  std::vector<Record> DeadLetters(std::size_t count) {
    ConsumerOptions options = Options();
    options.topics = {topic + ".dlq"};
    options.group = test::RandomName("test-bus-reader-");
    Seen letters;
    const auto reader = Start(options, letters);
    EXPECT_TRUE(letters.Until(count));
    return letters.All();
  }

  const Brokers brokers = test::TestBrokers();
  const std::string topic = test::RandomName("test-bus-");
  metrics::Registry registry;
  Producer producer{{brokers, "test-bus", milliseconds(5000)}, registry};
};

}  // namespace erp::kafka
