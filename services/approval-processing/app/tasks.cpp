#include "approval-processing/app/tasks.h"

namespace erp::approval_processing {

Result<TaskStore::OpenOutcome> Tasks::Open(const OpenedStep& opened) {
  if (auto checked = CheckOpenedStep(opened); !checked.ok()) return checked.error();
  return store_.Open(opened);
}

TaskStore::CloseOutcome Tasks::Close(const ClosedRound& closed) { return store_.Close(closed); }

QueuePage Tasks::List(EmployeeId approver, int limit, const std::optional<QueuePosition>& after) {
  return store_.List(approver, limit, after);
}

}  // namespace erp::approval_processing
