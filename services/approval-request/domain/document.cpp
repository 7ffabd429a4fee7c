#include "approval-request/domain/document.h"

#include <algorithm>

#include "approval-request/domain/canonical_text.h"
#include "common/sha256.h"

namespace erp::approval_request {

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

std::string ContentHash(DocumentType type,
                        const std::string& title,
                        const std::string& content,
                        std::int64_t leave_minutes) {
  CanonicalText text("approval-content/1");
  text.Add("type", Word(type)).Add("title", title).Add("content", content);
  if (leave_minutes > 0) text.Add("leaveMinutes", leave_minutes);
  return Sha256Hex(text.str());
}

}  // namespace erp::approval_request
