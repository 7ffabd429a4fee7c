// Use cases around the queue: a step opens, a round closes, an approver looks.
#pragma once

#include <optional>

#include "approval-processing/app/ports.h"
#include "common/result.h"

namespace erp::approval_processing {

// Thread-safe. The store must outlive it. Every method throws Unavailable when the store is
// away.
class Tasks {
 public:
  explicit Tasks(TaskStore& store) : store_(store) {}

  // Makes the step a task of its approver. Twice is once; refuses ("opened-step-invalid")
  // what the rules of a step do not allow.
  Result<TaskStore::OpenOutcome> Open(const OpenedStep& opened);

  // Takes the task of the round away. Twice is once.
  TaskStore::CloseOutcome Close(const ClosedRound& closed);

  // The open tasks of a person, oldest first; empty for somebody unknown.
  QueuePage List(EmployeeId approver, int limit, const std::optional<QueuePosition>& after);

 private:
  TaskStore& store_;
};

}  // namespace erp::approval_processing
