#include "approval-request/domain/history.h"

#include <string>
#include <utility>

#include "approval-request/domain/result.h"

namespace erp::approval_request {
namespace {

[[noreturn]] void DoesNotFit(const AuditEntry& entry) {
  throw BrokenTrail("audit entry " + std::to_string(entry.seq) + " (" + entry.action +
                    ") does not fit its document");
}

void Keep(std::vector<Event> events, std::vector<Event>& told) {
  for (auto& event : events) {
    if (std::holds_alternative<NotificationRequested>(event) ||
        std::holds_alternative<NotificationSettled>(event)) {
      told.push_back(std::move(event));
    }
  }
}

// The document as it was when its first round began.
Document AsSubmitted(Document document, const AuditEntry& entry) {
  document.version = entry.seq;
  document.applied = 0;
  document.order = 1;
  document.state = DocumentState::kInProgress;
  document.open_step = 1;
  document.refused.clear();
  document.updated_at = entry.at;
  document.audit_head = entry.hash;
  document.rounds.resize(1);
  Round& round = document.rounds.front();
  round.ended_at.reset();
  round.recall.reset();
  for (auto& step : round.steps) step = {.number = step.number, .approver = step.approver};
  round.steps.front().opened_at = entry.at;
  return document;
}

ArbitratedResult Common(const Document& then, const AuditEntry& entry) {
  return {.request = then.id,
          .round = entry.round,
          .step = entry.step,
          .attempt = 1,
          .n = then.applied + 1,
          .id = entry.reference,
          .actor = entry.actor,
          .content_hash = then.content_hash,
          .at = entry.at};
}

// The result that the entry records, as far as it matters to what was told.
ArbitratedResult ResultOf(const Document& document, const Document& then, const AuditEntry& entry) {
  ArbitratedResult result = Common(then, entry);
  const Step* open = OpenStep(then);
  if (open == nullptr) DoesNotFit(entry);
  result.attempt = open->attempt;
  const Round& round = PresentRound(document);
  if (entry.action == "recalled") {
    if (!round.recall || round.recall->id != entry.reference) DoesNotFit(entry);
    result.verdict = ArbitratedResult::Verdict::kRecalled;
    result.comment = round.recall->comment;
    return result;
  }
  const Step& decided = round.steps.at(static_cast<std::size_t>(open->number) - 1);
  if (decided.decision_id != entry.reference) DoesNotFit(entry);
  result.verdict = entry.action == "step-approved" ? ArbitratedResult::Verdict::kApproved
                                                   : ArbitratedResult::Verdict::kRejected;
  result.comment = decided.comment;
  return result;
}

Transition Again(const Document& document, const Document& then, const AuditEntry& entry) {
  if (entry.action == "result-refused") {
    return RefuseResult(then, Common(then, entry), entry.reason, entry.at);
  }
  auto change = ApplyResult(then, ResultOf(document, then, entry), entry.at);
  if (!change) DoesNotFit(entry);
  return *std::move(change);
}

}  // namespace

std::vector<Event> NotificationsOf(const Document& document, const std::vector<AuditEntry>& audit) {
  std::vector<Event> told;
  if (audit.empty()) return told;
  Document then = AsSubmitted(document, audit.front());
  told.emplace_back(MakeApprovalRequested(then));
  for (std::size_t i = 1; i < audit.size(); ++i) {
    Transition change = Again(document, then, audit[i]);
    then = After(std::move(then), change);
    Keep(std::move(change.events), told);
  }
  return told;
}

Instant TimeOf(const Event& notification) {
  if (const auto* requested = std::get_if<NotificationRequested>(&notification)) {
    return requested->at;
  }
  return std::get<NotificationSettled>(notification).at;
}

}  // namespace erp::approval_request
