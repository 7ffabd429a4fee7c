#include "approval-request/domain/submit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "approval-request/domain/canonical_text.h"
#include "common/sha256.h"
#include "common/unicode.h"

namespace erp::approval_request {
namespace {

std::string StepPointer(std::size_t index, const char* member) {
  return "/steps/" + std::to_string(index) + "/" + member;
}

void CheckTexts(const Draft& draft, std::vector<FieldError>& mistakes) {
  for (const auto& member : kDocumentTexts) {
    const std::string& value = draft.texts.*member.value;
    const std::string pointer = std::string("/").append(member.name);
    if (member.kind == DocumentText::Kind::kObject) continue;  // its form checks it
    if (member.required && member.kind == DocumentText::Kind::kSingleLine &&
        unicode::IsBlank(value)) {
      mistakes.push_back({pointer, "must not be blank"});
    }
    if (unicode::CodePoints(value) > member.max) {
      mistakes.push_back({pointer, Message("must have at most {} characters",
                                           static_cast<std::int64_t>(member.max))});
    }
  }
}

void CheckNumbers(const Draft& draft, std::vector<FieldError>& mistakes) {
  std::set<std::int64_t> seen;
  bool repeated = false;
  for (std::size_t i = 0; i < draft.line.size(); ++i) {
    if (seen.insert(draft.line[i].step).second) continue;
    mistakes.push_back({StepPointer(i, "step"), "is the number of another step"});
    repeated = true;
  }
  const auto count = static_cast<std::int64_t>(draft.line.size());
  if (!repeated && !seen.empty() && (*seen.begin() != 1 || *seen.rbegin() != count)) {
    mistakes.push_back({"/steps", Message("must be numbered from 1 to {} without gaps", count)});
  }
}

void CheckApprovers(const Draft& draft, std::vector<FieldError>& mistakes) {
  std::set<EmployeeId> seen;
  for (std::size_t i = 0; i < draft.line.size(); ++i) {
    const EmployeeId approver = draft.line[i].approver;
    if (approver == draft.requester) {
      mistakes.push_back({StepPointer(i, "approverId"), "is the drafter"});
    } else if (!seen.insert(approver).second) {
      mistakes.push_back({StepPointer(i, "approverId"), "is already on the line"});
    }
  }
}

}  // namespace

std::vector<LineEntry> Sorted(std::vector<LineEntry> line) {
  std::sort(line.begin(), line.end(),
            [](const LineEntry& a, const LineEntry& b) { return a.step < b.step; });
  return line;
}

Result<Draft> WithCount(Draft draft, CountedLeave counted) {
  if (draft.claimed_days && *draft.claimed_days != LeaveDaysOf(counted.minutes)) {
    return Error{
        ErrorCode::kInvalid,
        "invalid-draft",
        "The document cannot be submitted like this; see errors.",
        {{"/leaveDays", Message("must be {}, which the dates take", DaysText(counted.minutes))}}};
  }
  draft.counted = std::move(counted);
  return draft;
}

std::int64_t MinutesOf(const Draft& draft) {
  if (draft.counted) return draft.counted->minutes;
  return draft.leave_days ? LeaveMinutesOf(*draft.leave_days).value_or(0) : 0;
}

Content ContentOf(const Draft& draft, PersonSnapshot requester) {
  Content content{.texts = draft.texts,
                  .form_version = draft.form_version,
                  .leave_minutes = MinutesOf(draft),
                  .leave_dates = draft.counted ? draft.counted->dates : "",
                  .attendance = draft.attendance.value_or(""),
                  .hash = {},
                  .requester = std::move(requester)};
  content.hash = ContentHash(draft.form, content);
  return content;
}

Result<void> CheckDraft(const Draft& draft, std::vector<FieldError> mistakes) {
  CheckTexts(draft, mistakes);
  if (draft.line.empty() || draft.line.size() > kMaxSteps) {
    mistakes.push_back({"/steps", "must be an array of 1 to 20 elements"});
  }
  CheckNumbers(draft, mistakes);
  CheckApprovers(draft, mistakes);
  if (!mistakes.empty()) {
    return Error{ErrorCode::kInvalid, "invalid-draft",
                 "The document cannot be submitted like this; see errors.", std::move(mistakes)};
  }
  return {};
}

std::vector<EmployeeId> PeopleOf(const Draft& draft) {
  std::vector<EmployeeId> people = {draft.requester};
  for (const auto& entry : draft.line) people.push_back(entry.approver);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

Result<void> CheckPeople(const Draft& draft, const People& people) {
  const auto drafter = people.find(draft.requester);
  if (drafter != people.end() && !drafter->second.active) {
    return Error{ErrorCode::kForbidden, "inactive",
                 "Somebody who has left the company submits nothing any more."};
  }
  std::vector<FieldError> mistakes;
  const auto check = [&](EmployeeId id, std::string pointer) {
    const auto found = people.find(id);
    if (found == people.end()) {
      mistakes.push_back({std::move(pointer), "is not an employee"});
    } else if (!found->second.active) {
      mistakes.push_back({std::move(pointer), "is no longer active"});
    }
  };
  check(draft.requester, "/requesterId");
  for (std::size_t i = 0; i < draft.line.size(); ++i) {
    check(draft.line[i].approver, StepPointer(i, "approverId"));
  }
  if (mistakes.empty()) return {};
  return Error{ErrorCode::kInvalid, "unknown-person",
               "Somebody named in the document cannot take part; see errors.", std::move(mistakes)};
}

std::string DraftHash(const Draft& draft) {
  CanonicalText text("approval-draft/1");
  text.Add("requester", draft.requester.value()).Add("type", TypeOfForm(draft.form));
  AddTexts(draft.texts, draft.leave_days ? std::optional(MinutesOf(draft)) : std::nullopt, text);
  for (const auto& entry : Sorted(draft.line)) {
    text.Add("step", entry.step).Add("approver", entry.approver.value());
  }
  return Sha256Hex(text.str());
}

Submission Submit(RequestId id, const Draft& draft, const People& people, Instant now) {
  Round round{.number = 1, .submitted_at = now, .steps = {}};
  for (const auto& entry : Sorted(draft.line)) {
    round.steps.push_back(
        {.number = static_cast<int>(entry.step), .approver = people.at(entry.approver).snapshot});
  }
  Content content = ContentOf(draft, people.at(draft.requester).snapshot);
  const bool opens = content.leave_minutes == 0;
  if (opens) round.steps.front().opened_at = now;

  Submission submission;
  Document& document = submission.document;
  document.id = id;
  document.version = 1;
  document.order = opens ? 1 : 0;
  document.form = draft.form;
  Become(std::move(content), document);
  document.state = opens ? DocumentState::kInProgress : DocumentState::kSubmitting;
  document.open_step = opens ? 1 : 0;
  document.rounds = {std::move(round)};
  document.created_at = now;
  document.updated_at = now;
  submission.audit = Sealed({.seq = document.version,
                             .actor = draft.requester,
                             .action = "submitted",
                             .round = 1,
                             .step = 0,
                             .reference = document.content_hash,
                             .at = now,
                             .prev = AuditRoot(id),
                             .hash = {}});
  document.audit_head = submission.audit.hash;
  if (opens) {
    submission.events = {MakeStepOpened(document), MakeApprovalRequested(document)};
  } else {
    submission.events = {MakeReserve(document)};
  }
  return submission;
}

}  // namespace erp::approval_request
