#include "approval-request/clients/leave_sink.h"

#include "common/failpoint.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::approval_request {

LeaveSink::LeaveSink(LeaveLedger& ledger, metrics::Registry& registry, LeaveSinkOptions options)
    : ledger_(ledger),
      timeout_(options.timeout),
      contradictions_(registry.GetCounter(
          "approval_leave_contradictions_total",
          "Operations that the ledger refused although it must not: somebody has to look")),
      sink_([&ledger](Deadline deadline) { return ledger.Ready(deadline); }, options.sink) {}

void LeaveSink::Start(SettleLeave& settle) {
  sink_.Start([this, &settle](const outbox::Entry& entry) { Carry(entry, settle); });
}

void LeaveSink::Carry(const outbox::Entry& entry, SettleLeave& settle) {
  const trace::Scope scope(trace::FromHeader(entry.traceparent));
  const auto operation = ParseLeave(entry.id, entry.body);
  if (!operation) {
    log::Error("outbox entry is not a leave operation", {{"event_id", entry.id}});
    contradictions_.Add();
    return;
  }
  const auto answer = ledger_.Apply(*operation, Deadline::After(timeout_));
  if (!answer.applied) NoteRefusal(*operation, answer);
  settle.Run(*operation, answer);
  failpoint::Crash("leave.delivered");
}

void LeaveSink::NoteRefusal(const LeaveOperation& operation, const LeaveAnswer& answer) {
  if (operation.kind == LeaveKind::kReserve) return;  // an answer like any other
  contradictions_.Add();
  log::Error("the ledger refused what it must not",
             {{"op", EventId(operation)}, {"why", answer.refusal}});
}

}  // namespace erp::approval_request
