// Use case: an open task becomes somebody else's because its approver has left the company.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "approval-processing/app/ports.h"
#include "approval-processing/domain/move.h"
#include "common/result.h"

namespace erp::approval_processing {

struct MoveVerdict {
  MoveOutcome outcome = MoveOutcome::kUnknown;
  std::optional<TaskMove> move = {};          // kMoved, kRepeated
  std::optional<ResultMessage> message = {};  // kMoved; kRepeated while it waits for delivery
  std::int64_t epoch = 0;                     // of the store that said so
};

// The tasks, as far as moves are concerned. Thread-safe; one atomic unit, of which and all
// decisions and recalls of a step at most one succeeds. Throws Unavailable as TaskStore does.
class TaskMoves {
 public:
  virtual ~TaskMoves() = default;
  virtual MoveVerdict Move(const MoveCommand& command) = 0;
};

struct MoveAnswer {
  TaskMove move;
  bool delivered = false;  // the result has a second copy; false: stored, and on its way
  bool replayed = false;
};

// Thread-safe. The ports must outlive it.
class MoveTask {
 public:
  MoveTask(TaskMoves& tasks,
           ResultPublisher& publisher,
           std::chrono::milliseconds report_wait = std::chrono::milliseconds(100))
      : tasks_(tasks), publisher_(publisher), report_wait_(report_wait) {}

  // Refusals: 404 task-not-found, 409 step-not-open.
  Result<MoveAnswer> Run(const MoveCommand& command);

 private:
  TaskMoves& tasks_;
  ResultPublisher& publisher_;
  const std::chrono::milliseconds report_wait_;
};

}  // namespace erp::approval_processing
