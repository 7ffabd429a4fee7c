#include "approval-processing/domain/task.h"

#include <algorithm>

namespace erp::approval_processing {
namespace {

Error Invalid(Message message) {
  return Error{ErrorCode::kInvalid, "opened-step-invalid", std::move(message)};
}

}  // namespace

Result<void> CheckOpenedStep(const OpenedStep& opened) {
  if (opened.approvers.size() != 1) return Invalid("A step has exactly one approver.");
  const EmployeeId approver = opened.approvers.front();
  if (approver == opened.requester) return Invalid("The drafter cannot decide the document.");
  const bool on_line = std::any_of(opened.steps.begin(), opened.steps.end(), [&](const auto& step) {
    return step.step == opened.key.step && step.approver == approver;
  });
  if (!on_line) return Invalid("The approver does not stand on the line at this step.");
  return {};
}

}  // namespace erp::approval_processing
