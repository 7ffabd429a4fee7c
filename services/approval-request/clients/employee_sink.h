// Stored messages on their way to employee: what the relay's sinks for it have in common.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "common/bounded_queue.h"
#include "common/clock.h"
#include "observe/log.h"
#include "outbox/ports.h"

namespace erp::approval_request {

struct EmployeeSinkOptions {
  std::size_t threads = 4;
  std::size_t queue = 4096;  // as many as the relay has in flight
};

// Thread-safe; never blocks but in Probe and Stop. A message is delivered once `carry` has
// returned; one that throws is not, and comes again.
class EmployeeSink {
 public:
  using Carry = std::function<void(const outbox::Entry& entry)>;
  using Ready = std::function<bool(Deadline deadline)>;  // employee says that it is ready

  explicit EmployeeSink(Ready ready, EmployeeSinkOptions options = {});
  ~EmployeeSink();
  EmployeeSink(const EmployeeSink&) = delete;
  EmployeeSink& operator=(const EmployeeSink&) = delete;

  // Until then, and after Stop, everything is reported as not delivered.
  void Start(Carry carry);
  // Waits for what is being carried; reports the rest as not delivered.
  void Stop();

  void Deliver(const outbox::Entry& entry, outbox::Sink::Report report);
  bool Probe(Deadline deadline) { return ready_(deadline); }

 private:
  struct Delivery {
    outbox::Entry entry;
    outbox::Sink::Report report;
    std::uint64_t outages = 0;  // when it was queued
  };

  void Run(const Carry& carry);
  bool Carried(const Carry& carry, const Delivery& delivery);

  const Ready ready_;
  const EmployeeSinkOptions options_;
  Carry carry_;
  log::Throttle lines_{std::chrono::seconds(1)};
  std::atomic<bool> started_ = false;
  std::atomic<bool> stopped_ = false;
  // Times that employee was found to be away. What was queued before the last one is not tried one
  // by one, each with its own timeout; what comes after it is, whether or not anybody has probed.
  std::atomic<std::uint64_t> outages_ = 0;
  BoundedQueue<Delivery> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace erp::approval_request
