#include "approval-request/clients/leave_sink.h"

#include <utility>

#include "common/failpoint.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kProbeBudget{500};

}  // namespace

LeaveSink::LeaveSink(LeaveLedger& ledger, metrics::Registry& registry, LeaveSinkOptions options)
    : ledger_(ledger),
      options_(options),
      contradictions_(registry.GetCounter(
          "approval_leave_contradictions_total",
          "Operations that the ledger refused although it must not: somebody has to look")),
      queue_(options.queue) {}

LeaveSink::~LeaveSink() { Stop(); }

void LeaveSink::Start(SettleLeave& settle) {
  started_ = true;
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this, &settle] { Run(settle); });
  }
}

void LeaveSink::Stop() {
  down_ = true;
  queue_.Close();
  threads_.clear();
}

void LeaveSink::Deliver(const outbox::Entry& entry, Report report) {
  if (!started_ || down_) return report(false);
  Delivery delivery{entry, std::move(report)};
  if (!queue_.TryPush(std::move(delivery))) delivery.report(false);
}

bool LeaveSink::Probe(Deadline deadline) {
  const bool ready = ledger_.Ready(deadline);
  if (ready) down_ = false;
  return ready;
}

void LeaveSink::Run(SettleLeave& settle) {
  while (auto delivery = queue_.Pop()) {
    bool delivered = false;
    try {
      delivered = !down_ && Carry(delivery->entry, settle);
    } catch (const Unavailable& error) {
      if (lines_.Allow()) {
        log::Warn("leave operation waits", {{"op", delivery->entry.id}, {"why", error.what()}});
      }
    } catch (const std::exception& error) {
      log::Error("leave operation failed", {{"op", delivery->entry.id}, {"why", error.what()}});
    }
    // One that fails by itself says nothing about the ledger; one that cannot be asked does.
    if (!delivered && !down_) down_ = !ledger_.Ready(Deadline::After(kProbeBudget));
    delivery->report(delivered);
  }
}

bool LeaveSink::Carry(const outbox::Entry& entry, SettleLeave& settle) {
  const trace::Scope scope(trace::FromHeader(entry.traceparent));
  const auto operation = ParseLeave(entry.id, entry.body);
  if (!operation) {
    log::Error("outbox entry is not a leave operation", {{"event_id", entry.id}});
    contradictions_.Add();
    return true;
  }
  const auto answer = ledger_.Apply(*operation, Deadline::After(options_.timeout));
  if (!answer.applied) NoteRefusal(*operation, answer);
  settle.Run(*operation, answer);
  failpoint::Crash("leave.delivered");
  return true;
}

void LeaveSink::NoteRefusal(const LeaveOperation& operation, const LeaveAnswer& answer) {
  if (operation.kind == LeaveKind::kReserve) return;  // an answer like any other
  contradictions_.Add();
  log::Error("the ledger refused what it must not",
             {{"op", EventId(operation)}, {"why", answer.refusal}});
}

}  // namespace erp::approval_request
