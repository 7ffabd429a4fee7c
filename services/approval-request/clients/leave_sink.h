// Stored leave operations on their way to the ledger: the relay's sink for target "leave".
#pragma once

#include <chrono>
#include <utility>

#include "approval-request/app/settle_leave.h"
#include "approval-request/clients/employee_sink.h"
#include "approval-request/clients/leave_ledger.h"
#include "observe/metrics.h"
#include "outbox/ports.h"

namespace erp::approval_request {

struct LeaveSinkOptions {
  EmployeeSinkOptions sink = {};
  std::chrono::milliseconds timeout{2000};
};

// As EmployeeSink. An operation is delivered once the ledger has answered it and the document holds
// what that changes. One that the ledger refuses for good is delivered too: trying again would not
// help, so it is logged and counted.
class LeaveSink final : public outbox::Sink {
 public:
  LeaveSink(LeaveLedger& ledger, metrics::Registry& registry, LeaveSinkOptions options = {});

  // `settle` must live until Stop.
  void Start(SettleLeave& settle);
  void Stop() { sink_.Stop(); }

  void Deliver(const outbox::Entry& entry, Report report) override {
    sink_.Deliver(entry, std::move(report));
  }
  bool Probe(Deadline deadline) override { return sink_.Probe(deadline); }

 private:
  void Carry(const outbox::Entry& entry, SettleLeave& settle);
  void NoteRefusal(const LeaveOperation& operation, const LeaveAnswer& answer);

  LeaveLedger& ledger_;
  const std::chrono::milliseconds timeout_;
  metrics::Counter contradictions_;
  EmployeeSink sink_;  // last: its threads end first
};

}  // namespace erp::approval_request
