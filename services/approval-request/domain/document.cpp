#include "approval-request/domain/document.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "approval-request/domain/leave.h"
#include "common/sha256.h"

namespace erp::approval_request {

Content PresentContent(const Document& document) {
  return {.texts = document.texts,
          .form_version = document.form_version,
          .leave_minutes = document.leave_minutes,
          .leave_dates = document.leave_dates,
          .attendance = document.attendance,
          .hash = document.content_hash,
          .requester = document.requester};
}

void Become(Content content, Document& document) {
  document.texts = std::move(content.texts);
  document.form_version = content.form_version;
  document.leave_minutes = content.leave_minutes;
  document.leave_dates = std::move(content.leave_dates);
  document.attendance = std::move(content.attendance);
  document.content_hash = std::move(content.hash);
  document.requester = std::move(content.requester);
}

const Round& PresentRound(const Document& document) { return document.rounds.back(); }

const Step* OpenStep(const Document& document) {
  if (document.open_step == 0) return nullptr;
  return &PresentRound(document).steps.at(static_cast<std::size_t>(document.open_step) - 1);
}

int CurrentStep(const Document& document) {
  if (document.open_step != 0) return document.open_step;
  int last = 0;
  for (const auto& step : PresentRound(document).steps) {
    if (!step.decision_id.empty()) last = step.number;
  }
  return last;
}

std::vector<EmployeeId> ApproversOf(const Document& document) {
  std::vector<EmployeeId> approvers;
  for (const auto& step : PresentRound(document).steps) approvers.push_back(step.approver.id);
  return approvers;
}

bool Recallable(const Document& document) {
  const auto& steps = PresentRound(document).steps;
  return std::all_of(steps.begin(), steps.end(),
                     [](const Step& step) { return step.decision_id.empty(); });
}

bool Shows(const Document& document, const std::string& result_id) {
  const auto carries = [&](const Step& step) {
    return step.decision_id == result_id ||
           std::any_of(step.handovers.begin(), step.handovers.end(),
                       [&](const Handover& handover) { return handover.move == result_id; });
  };
  return std::any_of(document.rounds.begin(), document.rounds.end(), [&](const Round& round) {
    return (round.recall && round.recall->id == result_id) ||
           std::any_of(round.steps.begin(), round.steps.end(), carries);
  });
}

bool HasResult(const Document& document, const std::string& result_id) {
  return Shows(document, result_id) ||
         std::any_of(document.refused.begin(), document.refused.end(),
                     [&](const RefusedResult& refused) { return refused.id == result_id; });
}

std::string FieldsOfLeave(std::int64_t leave_minutes) {
  if (leave_minutes <= 0) return kNoFields;
  // As the canonical text has it: "1.5", and "2" for two days.
  std::array<char, 32> days{};
  static_cast<void>(std::snprintf(days.data(), days.size(), "%.10g", LeaveDaysOf(leave_minutes)));
  return std::string("{\"leaveDays\":").append(days.data()).append("}");
}

bool FieldsSayMore(const std::string& fields, std::int64_t leave_minutes) {
  return fields != kNoFields && fields != FieldsOfLeave(leave_minutes);
}

void AddTexts(const DocumentTexts& texts,
              const std::optional<std::int64_t>& leave_minutes,
              CanonicalText& text) {
  for (const auto& member : kDocumentTexts) {
    if (member.required) text.Add(member.name, texts.*member.value);
  }
  if (leave_minutes) text.Add("leaveMinutes", *leave_minutes);
  for (const auto& member : kDocumentTexts) {
    const std::string& value = texts.*member.value;
    const bool says = member.kind == DocumentText::Kind::kObject
                          ? FieldsSayMore(value, leave_minutes.value_or(0))
                          : !value.empty();
    if (!member.required && says) text.Add(member.name, value);
  }
}

std::string ContentHash(const std::string& form, const Content& content) {
  CanonicalText text("approval-content/1");
  text.Add("type", TypeOfForm(form));
  const bool leave = content.leave_minutes > 0;
  AddTexts(content.texts, leave ? std::optional(content.leave_minutes) : std::nullopt, text);
  return Sha256Hex(text.str());
}

}  // namespace erp::approval_request
