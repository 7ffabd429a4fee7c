#include "approval-request/domain/closing.h"

#include <algorithm>
#include <utility>

#include "approval-request/domain/attendance.h"
#include "approval-request/domain/leave.h"

namespace erp::approval_request {

void EndRound(const Document& document, DocumentState outcome, Transition& change) {
  change.state = outcome;
  change.open_step = 0;
  change.opened = std::nullopt;
  change.round_ended_at = change.at;
  for (const auto& step : PresentRound(document).steps) {
    const auto same = [&](const Step& changed) { return changed.number == step.number; };
    const bool changes = std::any_of(change.steps.begin(), change.steps.end(), same);
    if (changes || step.status != StepStatus::kPending) continue;
    Step canceled = step;
    canceled.status = StepStatus::kCanceled;
    canceled.decided_at = change.at;
    change.steps.push_back(std::move(canceled));
  }
}

std::vector<Event> EventsOfEnd(const Document& after, EmployeeId by, const std::string& comment) {
  std::vector<Event> events = {MakeRoundClosed(after, Occasion::kFirst)};
  for (auto& notice : MakeStatusChanged(after, by, comment)) {
    events.emplace_back(std::move(notice));
  }
  if (const auto effect = LeaveEffect(after)) events.emplace_back(*effect);
  if (const auto effect = AttendanceEffect(after)) events.emplace_back(*effect);
  return events;
}

}  // namespace erp::approval_request
