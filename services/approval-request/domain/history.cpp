#include "approval-request/domain/history.h"

#include <string>
#include <utility>

#include "approval-request/domain/cancellation.h"
#include "approval-request/domain/draft.h"
#include "approval-request/domain/handover.h"
#include "approval-request/domain/leave.h"
#include "approval-request/domain/reconcile.h"
#include "approval-request/domain/reservation.h"
#include "approval-request/domain/result.h"

namespace erp::approval_request {
namespace {

[[noreturn]] void DoesNotFit(const AuditEntry& entry) {
  throw BrokenTrail("audit entry " + std::to_string(entry.seq) + " (" + entry.action +
                    ") does not fit its document");
}

void Keep(std::vector<Event> events, std::vector<Event>& notifications) {
  for (auto& event : events) {
    if (std::holds_alternative<NotificationRequested>(event) ||
        std::holds_alternative<NotificationSettled>(event)) {
      notifications.push_back(std::move(event));
    }
  }
}

const Round& RoundOf(const Document& document, const AuditEntry& entry) {
  if (entry.round < 1 || static_cast<std::size_t>(entry.round) > document.rounds.size()) {
    DoesNotFit(entry);
  }
  return document.rounds[static_cast<std::size_t>(entry.round) - 1];
}

// The round as it began: with leave it waits for the ledger then.
Round AsBegun(Round round, bool opens, Instant at) {
  round.ended_at.reset();
  round.recall.reset();
  round.refusal.reset();
  round.cancellation.reset();
  round.content.reset();
  for (auto& step : round.steps) step = {.number = step.number, .approver = OriginalApprover(step)};
  if (opens) round.steps.front().opened_at = at;
  return round;
}

// `then` as the submit of this entry left it; before the first one it has no round.
Document AsSubmitted(const Document& document, Document then, const AuditEntry& entry) {
  const Round& round = RoundOf(document, entry);
  if (then.rounds.size() + 1 != static_cast<std::size_t>(entry.round)) DoesNotFit(entry);
  Become(ContentOf(document, round), then);
  const bool opens = !TakesLeave(then);
  if (opens) ++then.order;
  then.version = entry.seq;
  then.state = opens ? DocumentState::kInProgress : DocumentState::kSubmitting;
  then.open_step = opens ? 1 : 0;
  then.updated_at = entry.at;
  then.audit_head = entry.hash;
  then.rounds.push_back(AsBegun(round, opens, entry.at));
  return then;
}

Document BeforeAll(Document document) {
  document.version = 0;
  document.applied = 0;
  document.order = 0;
  document.refused.clear();
  document.rounds.clear();
  return document;
}

ArbitratedResult Common(const Document& then, const AuditEntry& entry) {
  return {.document = then.id,
          .round = entry.round,
          .step = entry.step,
          .attempt = 1,
          .n = then.applied + 1,
          .id = entry.reference,
          .actor = entry.actor,
          .content_hash = then.content_hash,
          .at = entry.at};
}

// Who took over this step by the change of this version, if somebody did.
std::optional<PersonSnapshot> TakenOverBy(const Step& step, std::int64_t version) {
  for (std::size_t i = 0; i < step.handovers.size(); ++i) {
    if (step.handovers[i].version == version) return RecipientOf(step, i);
  }
  return std::nullopt;
}

const Step& StepAt(const Document& document, const AuditEntry& entry, int number) {
  const auto& rounds = document.rounds;
  const auto round = static_cast<std::size_t>(entry.round) - 1;
  if (round >= rounds.size()) DoesNotFit(entry);
  const auto& steps = rounds[round].steps;
  const auto step = static_cast<std::size_t>(number) - 1;
  if (step >= steps.size()) DoesNotFit(entry);
  return steps[step];
}

// For whom the change of this entry opened a step.
StepAssignment AssignmentAt(const Document& document,
                            const Document& then,
                            const AuditEntry& entry) {
  StepAssignment assignment{.vacant = entry.reason == kVacant};
  const Step* next = NextToOpen(then);
  if (next != nullptr) {
    assignment.stand_in = TakenOverBy(StepAt(document, entry, next->number), entry.seq);
  }
  return assignment;
}

// The result that the entry records, as far as it matters to what was published.
ArbitratedResult ResultOf(const Document& document, const Document& then, const AuditEntry& entry) {
  ArbitratedResult result = Common(then, entry);
  const Step* open = OpenStep(then);
  if (open == nullptr) DoesNotFit(entry);
  result.attempt = open->attempt;
  const Round& round = RoundOf(document, entry);
  if (entry.action == "recalled") {
    if (!round.recall || round.recall->id != entry.reference) DoesNotFit(entry);
    result.verdict = ArbitratedResult::Verdict::kRecalled;
    result.comment = round.recall->comment;
    return result;
  }
  const Step& decided = round.steps.at(static_cast<std::size_t>(open->number) - 1);
  if (entry.action == "step-moved") {
    result.verdict = ArbitratedResult::Verdict::kMoved;
    result.to = TakenOverBy(decided, entry.seq);
    if (!result.to) DoesNotFit(entry);
    return result;
  }
  if (decided.decision_id != entry.reference) DoesNotFit(entry);
  if (entry.action != "step-approved" && entry.action != "step-rejected") DoesNotFit(entry);
  result.verdict = entry.action == "step-approved" ? ArbitratedResult::Verdict::kApproved
                                                   : ArbitratedResult::Verdict::kRejected;
  result.comment = decided.comment;
  return result;
}

// The ledger's answer, and who reply of it.
Transition ReservationAgain(const Document& document,
                            const Document& then,
                            const AuditEntry& entry) {
  if (then.state != DocumentState::kSubmitting) DoesNotFit(entry);
  LeaveAnswer answer{.applied = entry.action == "leave-reserved"};
  const auto& refusal = RoundOf(document, entry).refusal;
  if (answer.applied) {
    return ApplyReservation(then, answer, Reply::kToClient, entry.at,
                            AssignmentAt(document, then, entry));
  }
  if (!refusal) DoesNotFit(entry);
  answer.refusal = refusal->code;
  answer.available = refusal->available;
  answer.reserved = refusal->pending;
  return ApplyReservation(then, answer, refusal->notified ? Reply::kNone : Reply::kToClient,
                          entry.at);
}

Transition CancellationAgain(const Document& document,
                             const Document& then,
                             const AuditEntry& entry) {
  const auto& cancellation = RoundOf(document, entry).cancellation;
  if (!cancellation) DoesNotFit(entry);
  return ApplyCancellation(then, *cancellation);
}

Transition HandOverAgain(const Document& document, const Document& then, const AuditEntry& entry) {
  auto change = HandOverWaiting(
      then,
      [&](const Step& step) {
        return TakenOverBy(StepAt(document, entry, step.number), entry.seq);
      },
      entry.at);
  if (!change) DoesNotFit(entry);
  return *std::move(change);
}

Transition Again(const Document& document, const Document& then, const AuditEntry& entry) {
  if (entry.action == "result-refused") {
    ArbitratedResult refused = Common(then, entry);
    if (entry.reference.starts_with(kMovePrefix))
      refused.verdict = ArbitratedResult::Verdict::kMoved;
    if (entry.reason == kEarlierEpoch) return RefuseEarlierEpoch(then, refused, entry.at);
    return RefuseResult(then, refused, entry.reason, entry.at);
  }
  if (entry.action == kReconciled) return Reconcile(then, {}, entry.at);
  if (entry.action == "steps-handed-over") return HandOverAgain(document, then, entry);
  if (entry.action == "step-vacant") {
    if (OpenStep(then) == nullptr) DoesNotFit(entry);
    return MarkVacant(then, entry.at);
  }
  if (entry.action == kLeaveCanceled) return CancellationAgain(document, then, entry);
  if (entry.action.starts_with("leave-")) return ReservationAgain(document, then, entry);
  auto change = ApplyResult(then, ResultOf(document, then, entry), entry.at,
                            AssignmentAt(document, then, entry));
  if (!change) DoesNotFit(entry);
  return *std::move(change);
}

}  // namespace

std::vector<Event> NotificationsOf(const Document& document, const std::vector<AuditEntry>& audit) {
  std::vector<Event> notifications;
  Document then = BeforeAll(document);
  for (const auto& entry : audit) {
    if (entry.action == "submitted") {
      then = AsSubmitted(document, std::move(then), entry);
      if (OpenStep(then) != nullptr) notifications.emplace_back(MakeApprovalRequested(then));
      continue;
    }
    if (then.rounds.empty()) DoesNotFit(entry);
    if (entry.action == "edited" || entry.action == "deleted") {  // nobody is notified
      then.version = entry.seq;
      then.updated_at = entry.at;
      then.audit_head = entry.hash;
      continue;
    }
    Transition change = Again(document, then, entry);
    then = After(std::move(then), change);
    Keep(std::move(change.events), notifications);
  }
  return notifications;
}

Instant TimeOf(const Event& notification) {
  if (const auto* requested = std::get_if<NotificationRequested>(&notification)) {
    return requested->at;
  }
  return std::get<NotificationSettled>(notification).at;
}

}  // namespace erp::approval_request
