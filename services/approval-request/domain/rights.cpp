#include "approval-request/domain/rights.h"

#include <algorithm>
#include <stdexcept>

#include "approval-request/domain/cancellation.h"
#include "approval-request/domain/draft.h"
#include "approval-request/domain/leave.h"
#include "approval-request/domain/refusals.h"

namespace erp::approval_request {
namespace {

// What a condition is held against.
struct Question {
  const Viewer& viewer;
  const Document& document;
  const std::string& tomorrow;
};

bool Is(Relation relation, const Viewer& viewer, const Document& document) {
  switch (relation) {
    case Relation::kDrafter:
      return viewer.person == document.requester.id;
    case Relation::kLine: {
      const auto all = ParticipantsOf(document);
      return viewer.person && viewer.person != document.requester.id &&
             std::binary_search(all.begin(), all.end(), *viewer.person);
    }
    case Relation::kHumanResources:
      return viewer.human_resources;
    case Relation::kAuditor:
      return viewer.auditor;
    case Relation::kTrusted:
      return viewer.trusted;
  }
  throw std::logic_error("an unknown relation");
}

bool IsTheirTurn(const Question& asked) {
  const Step* open = OpenStep(asked.document);
  return open != nullptr && open->approver.id == asked.viewer.person;
}

bool IsLeaveCancelable(const Question& asked) {
  if (!asked.viewer.person) return false;
  return CancellationOf(asked.document,
                        {.actor = *asked.viewer.person,
                         .human_resources = asked.viewer.human_resources,
                         .tomorrow = asked.tomorrow},
                        Instant())
      .ok();
}

bool Holds(Condition condition, const Question& asked) {
  const Document& document = asked.document;
  switch (condition) {
    case Condition::kAlways:
      return true;
    case Condition::kSubmitted:
      return document.state != DocumentState::kDraft;
    case Condition::kLeaveOrAttendance:
      return document.state != DocumentState::kDraft &&
             (TakesLeave(document) || !document.attendance.empty());
    case Condition::kEditable:
      return Editable(document) && document.version < kMaxChanges;
    case Condition::kSubmittable:
      return Editable(document) && PresentRound(document).number < kMaxRounds;
    case Condition::kDeletable:
      return Editable(document) && !WasUnderWay(document);
    case Condition::kRecallable:
      return OpenStep(document) != nullptr && Recallable(document);
    case Condition::kTheirTurn:
      return IsTheirTurn(asked);
    case Condition::kLeaveCancelable:
      return IsLeaveCancelable(asked);
  }
  throw std::logic_error("an unknown condition");
}

bool IsAllowed(Verb verb, const Question& asked) {
  return std::any_of(kRights.begin(), kRights.end(), [&](const Right& right) {
    return right.verb == verb && Is(right.relation, asked.viewer, asked.document) &&
           Holds(right.condition, asked);
  });
}

}  // namespace

std::string_view Word(Verb verb) {
  switch (verb) {
    case Verb::kView:
      return "view";
    case Verb::kEdit:
      return "edit";
    case Verb::kSubmit:
      return "submit";
    case Verb::kDelete:
      return "delete";
    case Verb::kRecall:
      return "recall";
    case Verb::kDecide:
      return "decide";
    case Verb::kCancelLeave:
      return "cancelLeave";
  }
  throw std::logic_error("an unknown verb");
}

bool MayView(const Viewer& viewer, const Document& document) {
  return !Deleted(document) && IsAllowed(Verb::kView, {viewer, document, ""});
}

Result<void> CheckRight(Verb verb, const Viewer& viewer, const Document& document) {
  if (!MayView(viewer, document)) return DocumentNotFound();
  const bool has = std::any_of(kRights.begin(), kRights.end(), [&](const Right& right) {
    return right.verb == verb && Is(right.relation, viewer, document);
  });
  if (has) return {};
  return NotTheDrafter();
}

Allowed AllowedTo(const Viewer& viewer, const Document& document, const std::string& tomorrow) {
  Allowed allowed;
  const bool there = MayView(viewer, document);
  for (const auto& right : kRights) {
    if (right.verb == Verb::kView) continue;
    allowed[right.verb] = there && IsAllowed(right.verb, {viewer, document, tomorrow});
  }
  return allowed;
}

Scope ScopeOf(const Viewer& viewer) {
  if (viewer.trusted) return {};
  return {.everything = false,
          .person = viewer.person,
          .submitted = viewer.auditor,
          .leave_or_attendance = viewer.human_resources};
}

std::vector<EmployeeId> ParticipantsOf(const Document& document) {
  std::vector<EmployeeId> all = {document.requester.id};
  for (const auto& round : document.rounds) {
    for (const auto& step : round.steps) {
      all.push_back(step.approver.id);
      for (const auto& handover : step.handovers) all.push_back(handover.from.id);
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace erp::approval_request
