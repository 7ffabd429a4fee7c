// Idempotent producer (acks=all, linger 0). One per process.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "bus/publisher.h"
#include "common/brokers.h"
#include "common/clock.h"
#include "kafka/record.h"
#include "observe/metrics.h"

namespace erp::kafka {

struct ProducerOptions {
  Brokers brokers;
  std::string client_id;
  // Then the report says failed; up to about a second later when no broker answers.
  std::chrono::milliseconds delivery_timeout{5000};
};

// Thread-safe. A thread of its own polls delivery reports.
class Producer final : public bus::Publisher {
 public:
  Producer(ProducerOptions options, metrics::Registry& registry);
  // Flushes for at most 3 s, then ends.
  ~Producer() override;
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // The message as a record.
  void Publish(const bus::Message& message, Report report) override;

  // Hands the record over and returns at once; a full queue reports a failure. Recovers from
  // a fatal producer state by making a new underlying producer. Reports come on the polling
  // thread.
  void Produce(const Record& record, Report report);

  // Blocks until the report, at most until the deadline. Throws Unavailable.
  void ProduceAndWait(const Record& record, Deadline deadline);

  // True when a broker answers a metadata request before the deadline.
  bool Probe(Deadline deadline) override;

  // Blocks until everything is reported or the budget is spent; true when nothing is left.
  bool Flush(std::chrono::milliseconds budget);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::kafka
