// Stored leave operations on their way to the ledger: the relay's sink for target "leave".
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include "approval-request/app/settle_leave.h"
#include "approval-request/clients/leave_ledger.h"
#include "common/bounded_queue.h"
#include "observe/log.h"
#include "observe/metrics.h"
#include "outbox/ports.h"

namespace erp::approval_request {

struct LeaveSinkOptions {
  std::size_t threads = 4;
  std::size_t queue = 4096;  // as many as the relay has in flight
  std::chrono::milliseconds timeout{2000};
};

// Thread-safe; never blocks but in Probe and Stop. An operation is delivered once the ledger has
// answered it and the document holds what that changes. One that the ledger refuses for good is
// delivered too: trying again would not help, so it is logged and counted.
class LeaveSink final : public outbox::Sink {
 public:
  LeaveSink(LeaveLedger& ledger, metrics::Registry& registry, LeaveSinkOptions options = {});
  ~LeaveSink() override;
  LeaveSink(const LeaveSink&) = delete;
  LeaveSink& operator=(const LeaveSink&) = delete;

  // Until then, and after Stop, everything is reported as not delivered. `settle` must live
  // until Stop.
  void Start(SettleLeave& settle);
  // Waits for what is being asked; reports the rest as not delivered.
  void Stop();

  void Deliver(const outbox::Entry& entry, Report report) override;
  bool Probe(Deadline deadline) override;

 private:
  struct Delivery {
    outbox::Entry entry;
    Report report;
  };

  void Run(SettleLeave& settle);
  bool Carry(const outbox::Entry& entry, SettleLeave& settle);
  void NoteRefusal(const LeaveOperation& operation, const LeaveAnswer& answer);

  LeaveLedger& ledger_;
  const LeaveSinkOptions options_;
  metrics::Counter contradictions_;
  log::Throttle lines_{std::chrono::seconds(1)};
  std::atomic<bool> started_ = false;
  // While the ledger is away, what is queued is not tried one by one, each with its own timeout.
  std::atomic<bool> down_ = false;
  BoundedQueue<Delivery> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace erp::approval_request
