// Idempotent producer (acks=all, linger 0). One per process.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/clock.h"
#include "kafka/record.h"
#include "observe/metrics.h"

namespace erp::kafka {

struct ProducerOptions {
  std::string brokers;  // "host:port,host:port"
  std::string client_id;
  // Then the report says failed; up to about a second later when no broker answers.
  std::chrono::milliseconds delivery_timeout{5000};
};

// Thread-safe. A thread of its own polls delivery reports.
class Producer {
 public:
  Producer(ProducerOptions options, metrics::Registry& registry);
  // Flushes for at most 3 s, then ends.
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // Called exactly once, on the polling thread; must not block. An empty error is success.
  // After a failure it is unknown whether the record is in the log.
  using Report = std::function<void(const std::string& error)>;

  // Hands the record over and returns at once; a full queue reports a failure. Recovers from
  // a fatal producer state by making a new underlying producer.
  void Produce(const Record& record, Report report);

  // Blocks until the report, at most until the deadline. Throws Unavailable.
  void ProduceAndWait(const Record& record, Deadline deadline);

  // True when a broker answers a metadata request before the deadline.
  bool Probe(Deadline deadline);

  // Blocks until everything is reported or the budget is spent; true when nothing is left.
  bool Flush(std::chrono::milliseconds budget);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
