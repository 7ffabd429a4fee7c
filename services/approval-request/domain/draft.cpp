#include "approval-request/domain/draft.h"

#include <algorithm>
#include <utility>

#include "approval-request/domain/canonical_text.h"
#include "approval-request/domain/leave.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

std::vector<PersonSnapshot> LineOf(const Draft& draft, const People& people) {
  std::vector<PersonSnapshot> line;
  for (const auto& entry : Sorted(draft.line)) {
    line.push_back(people.at(entry.approver).snapshot);
  }
  return line;
}

AuditEntry EntryOf(const Document& document, std::string action, const Transition& change) {
  return Sealed({.seq = change.version,
                 .actor = document.requester.id,
                 .action = std::move(action),
                 .round = change.round,
                 .step = 0,
                 .reference = change.content ? change.content->hash : document.content_hash,
                 .at = change.at,
                 .prev = document.audit_head,
                 .hash = {}});
}

// The present round keeps what it was about, before the document becomes about something else.
void KeepContent(const Document& document, Transition& change) {
  if (!PresentRound(document).content) change.superseded = PresentContent(document);
}

// Clients may send back what they have read with one of the two changed: that one counts.
void MergeFields(const DraftEdit& edit, Draft& draft) {
  const auto fields = edit.texts.find("fields");
  const bool fields_change = fields != edit.texts.end() && fields->second != draft.texts.fields;
  const bool days_change = edit.leave_days && edit.leave_days != draft.leave_days;
  if (fields_change) draft.texts.fields = fields->second;
  if (fields_change || days_change) draft.leave_days = edit.leave_days;
  if (fields_change && !days_change) draft.leave_said_by = LeaveSaidBy::kFields;
  if (days_change && !fields_change) draft.leave_said_by = LeaveSaidBy::kLeaveDays;
  if (days_change && fields_change) draft.leave_said_by = LeaveSaidBy::kBoth;
}

}  // namespace

bool Editable(const Document& document) {
  return !Deleted(document) &&
         (document.state == DocumentState::kDraft || document.state == DocumentState::kReturned ||
          document.state == DocumentState::kRecalled);
}

bool Deleted(const Document& document) { return document.deleted_at.has_value(); }

bool WasUnderWay(const Document& document) {
  return std::any_of(document.rounds.begin(), document.rounds.end(),
                     [](const Round& round) { return !round.refusal; });
}

std::vector<Step> ShownSteps(const Document& document) {
  if (document.next_line.empty()) return PresentRound(document).steps;
  std::vector<Step> steps;
  for (const auto& person : document.next_line) {
    steps.push_back({.number = static_cast<int>(steps.size()) + 1, .approver = person});
  }
  return steps;
}

Content ContentOf(const Document& document, const Round& round) {
  return round.content ? *round.content : PresentContent(document);
}

Draft DraftOf(const Document& document) {
  Draft draft{.requester = document.requester.id,
              .form = document.form,
              .form_version = document.form_version,
              .texts = document.texts,
              .line = {}};
  if (TakesLeave(document)) draft.leave_days = LeaveDaysOf(document.leave_minutes);
  // Dates are counted anew.
  if (!document.leave_dates.empty()) draft.leave_said_by = LeaveSaidBy::kFields;
  for (const auto& step : ShownSteps(document))
    draft.line.push_back({step.number, step.approver.id});
  return draft;
}

Draft Merged(Draft draft, const DraftEdit& edit) {
  MergeFields(edit, draft);
  for (const auto& member : kDocumentTexts) {
    const auto text = edit.texts.find(member.name);
    if (text != edit.texts.end()) draft.texts.*member.value = text->second;
  }
  if (edit.line) draft.line = *edit.line;
  return draft;
}

std::string HashOf(const DraftEdit& edit) {
  CanonicalText text("approval-draft-edit/1");
  for (const auto& member : kDocumentTexts) {
    const auto value = edit.texts.find(member.name);
    if (value != edit.texts.end()) text.Add(member.name, value->second);
  }
  if (edit.leave_days) text.Add("leaveDays", std::to_string(*edit.leave_days));
  for (const auto& entry : Sorted(edit.line.value_or(std::vector<LineEntry>()))) {
    text.Add("step", entry.step).Add("approver", entry.approver.value());
  }
  return Sha256Hex(text.str());
}

Error TooManyChanges() {
  return {ErrorCode::kConflict, "too-many-changes",
          "The document was changed too often; draft a new one."};
}

std::optional<Result<DraftChange>> EarlierChange(const Document& document,
                                                 const DraftChange& wanted) {
  const auto found = std::find_if(document.draft_changes.begin(), document.draft_changes.end(),
                                  [&](const DraftChange& made) { return made.key == wanted.key; });
  if (found == document.draft_changes.end()) return std::nullopt;
  if (found->content == wanted.content) return Result<DraftChange>(*found);
  return Result<DraftChange>(Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                                   "This Idempotency-Key was used for another change."});
}

Transition EditDraft(const Document& document,
                     const Draft& draft,
                     const People& people,
                     Instant now) {
  Transition change = NoChange(document, now);
  KeepContent(document, change);
  change.content = ContentOf(draft, document.requester);
  change.next_line = LineOf(draft, people);
  change.audit = EntryOf(document, "edited", change);
  return change;
}

Transition SubmitAgain(const Document& document,
                       const Draft& draft,
                       const People& people,
                       Instant now) {
  Transition change = NoChange(document, now);
  KeepContent(document, change);
  change.content = ContentOf(draft, people.at(draft.requester).snapshot);
  change.next_line = std::vector<PersonSnapshot>();
  Round next{.number = change.round + 1, .submitted_at = now, .steps = {}};
  for (auto& person : LineOf(draft, people)) {
    next.steps.push_back(
        {.number = static_cast<int>(next.steps.size()) + 1, .approver = std::move(person)});
  }
  change.round = next.number;
  change.round_ended_at.reset();
  change.leave_given_back = true;
  const bool opens = change.content->leave_minutes == 0;
  change.state = opens ? DocumentState::kInProgress : DocumentState::kSubmitting;
  if (opens) {
    ++change.order;
    next.steps.front().opened_at = now;
    change.open_step = 1;
    change.opened = next.steps.front();
  }
  change.next_round = std::move(next);
  change.audit = EntryOf(document, "submitted", change);
  const Document after = After(document, change);
  if (opens) {
    change.events = {MakeStepOpened(after), MakeApprovalRequested(after)};
  } else {
    change.events = {MakeReserve(after)};
  }
  return change;
}

Transition DeleteDraft(const Document& document, Instant now) {
  Transition change = NoChange(document, now);
  change.state = DocumentState::kCanceled;
  change.deleted_at = now;
  change.audit = EntryOf(document, "deleted", change);
  return change;
}

}  // namespace erp::approval_request
