// Collects what is on a topic, from its beginning, on a group of its own.
// For tests that link a service with erp::kafka; thread-safe.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "observe/metrics.h"
#include "support/environment.h"
#include "support/recording.h"

namespace erp::test {

class TopicReader {
 public:
  TopicReader(const Brokers& brokers,
              const std::string& topic,
              kafka::Producer& producer,
              metrics::Registry& registry)
      : consumer_(
            {.brokers = brokers, .group = topic + ".reader", .instance_id = {}, .topics = {topic}},
            [this, events = !topic.ends_with(".dlq")](const kafka::Record& record) -> Result<void> {
              if (events) RecordEvent(record.Header("ce_type"), record.value);
              const std::lock_guard lock(mutex_);
              records_.push_back(record);
              return {};
            },
            producer,
            registry) {
    consumer_.Start();
  }

  [[nodiscard]] std::vector<kafka::Record> All() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  [[nodiscard]] std::vector<kafka::Record> Of(const std::string& key) const {
    return Where([&](const kafka::Record& record) { return record.key == key; });
  }
  [[nodiscard]] std::size_t Count(const std::string& event_id) const {
    return OfEvent(event_id).size();
  }
  // The first record with that key; empty after twenty seconds without one.
  [[nodiscard]] std::optional<kafka::Record> AwaitKey(const std::string& key) const {
    if (!Eventually(kTimeout, [&] { return !Of(key).empty(); })) return std::nullopt;
    return Of(key).front();
  }
  // The record of the event; throws after twenty seconds without it.
  kafka::Record AwaitEvent(const std::string& event_id) const {
    if (Eventually(kTimeout, [&] { return Count(event_id) > 0; })) {
      return OfEvent(event_id).front();
    }
    throw std::runtime_error("no event " + event_id + " on the topic");
  }

 private:
  static constexpr std::chrono::seconds kTimeout{20};

  template <typename Predicate>
  [[nodiscard]] std::vector<kafka::Record> Where(Predicate predicate) const {
    std::vector<kafka::Record> found;
    const std::lock_guard lock(mutex_);
    std::copy_if(records_.begin(), records_.end(), std::back_inserter(found), predicate);
    return found;
  }
  [[nodiscard]] std::vector<kafka::Record> OfEvent(const std::string& event_id) const {
    return Where([&](const kafka::Record& record) { return record.Header("ce_id") == event_id; });
  }

  mutable std::mutex mutex_;
  std::vector<kafka::Record> records_;  // guarded by mutex_
  kafka::Consumer consumer_;            // last: stops first
};

}  // namespace erp::test
