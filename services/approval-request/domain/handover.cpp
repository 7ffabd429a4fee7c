#include "approval-request/domain/handover.h"

#include <utility>

namespace erp::approval_request {
namespace {

AuditEntry AuditOf(const Document& document,
                   const Step& step,
                   std::string action,
                   std::string reference,
                   Instant now) {
  return Sealed({.seq = document.version + 1,
                 .actor = step.approver.id,
                 .action = std::move(action),
                 .round = PresentRound(document).number,
                 .step = step.number,
                 .reference = std::move(reference),
                 .reason = kBecauseLeft,
                 .at = now,
                 .prev = document.audit_head,
                 .hash = {}});
}

}  // namespace

const PersonSnapshot& OriginalApprover(const Step& step) {
  return step.handovers.empty() ? step.approver : step.handovers.front().from;
}

const PersonSnapshot& RecipientOf(const Step& step, std::size_t index) {
  return index + 1 < step.handovers.size() ? step.handovers[index + 1].from : step.approver;
}

const Step* NextToOpen(const Document& document) {
  const auto& steps = PresentRound(document).steps;
  std::size_t next = steps.size();
  if (document.state == DocumentState::kSubmitting) next = 0;
  if (OpenStep(document) != nullptr) next = static_cast<std::size_t>(document.open_step);
  return next < steps.size() ? &steps[next] : nullptr;
}

std::vector<const Step*> UndecidedSteps(const Document& document) {
  std::vector<const Step*> undecided;
  const bool running =
      document.state == DocumentState::kSubmitting || document.state == DocumentState::kInProgress;
  if (!running) return undecided;
  for (const auto& step : PresentRound(document).steps) {
    if (step.status == StepStatus::kPending) undecided.push_back(&step);
  }
  return undecided;
}

Step HandedOver(
    Step step, const PersonSnapshot& to, std::int64_t version, Instant at, std::string move) {
  // What was never open was nobody's attempt.
  const int attempt = step.opened_at ? step.attempt : step.attempt - 1;
  step.handovers.push_back({step.approver, kBecauseLeft, version, at, attempt, std::move(move)});
  step.approver = to;
  step.vacant = false;
  return step;
}

std::optional<Transition> HandOverWaiting(const Document& document,
                                          const Successor& successor,
                                          Instant now) {
  Transition change = NoChange(document, now);
  const Step* first = nullptr;
  for (const Step* step : UndecidedSteps(document)) {
    if (step->number == document.open_step) continue;
    const auto to = successor(*step);
    if (!to) continue;
    if (first == nullptr) first = step;
    change.steps.push_back(HandedOver(*step, *to, change.version, now, ""));
  }
  if (first == nullptr) return std::nullopt;
  change.audit = AuditOf(document, *first, "steps-handed-over", "", now);
  if (OpenStep(document) != nullptr) {
    ++change.order;
    change.events = {MakeStepOpened(After(document, change), Occasion::kAgain)};
  }
  return change;
}

Transition MarkVacant(const Document& document, Instant now) {
  Transition change = NoChange(document, now);
  Step vacant = *OpenStep(document);
  vacant.vacant = true;
  ++change.order;
  change.audit = AuditOf(document, vacant, "step-vacant", VacantEventId(document), now);
  change.steps = {std::move(vacant)};
  const Document after = After(document, change);
  change.events = {MakeStepOpened(after, Occasion::kAgain), MakeVacant(after, now)};
  return change;
}

}  // namespace erp::approval_request
