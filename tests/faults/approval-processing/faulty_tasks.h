// The tasks in Redis, wrong on purpose.
//   decide.not-atomic  looks and writes in two round trips: who has seen the step open decides it,
//                      whatever happened in between
//   move.again         a task that was moved stays open for the one who has left, and so is moved
//                      again and again
//   leavers.ignore     forgets who has left: they decide as before
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/leaver_watch.h"
#include "approval-processing/app/move.h"
#include "approval-processing/app/ports.h"
#include "approval-processing/config.h"
#include "approval-processing/store/keys.h"
#include "observe/metrics.h"
#include "redis/pool.h"

namespace erp::approval_processing {

// The ports must outlive these. Thread-safe.
class FaultyTasks final : public TaskStore {
 public:
  FaultyTasks(const Config& config, TaskStore& tasks);

  Verdict Decide(const DecisionCommand& command, const std::string& digest) override;

  OpenOutcome Open(const OpenedStep& opened) override { return tasks_.Open(opened); }
  CloseOutcome Close(const ClosedRound& closed) override { return tasks_.Close(closed); }
  Verdict Recall(const RecallCommand& command, const std::string& digest) override {
    return tasks_.Recall(command, digest);
  }
  QueuePage List(EmployeeId approver,
                 int limit,
                 const std::optional<QueuePosition>& after) override {
    return tasks_.List(approver, limit, after);
  }

 private:
  metrics::Registry registry_;
  redis::Pool pool_;
  const Keys keys_;
  TaskStore& tasks_;
};

class FaultyMoves final : public TaskMoves {
 public:
  FaultyMoves(const Config& config, TaskMoves& moves);

  MoveVerdict Move(const MoveCommand& command) override;

 private:
  metrics::Registry registry_;
  redis::Pool pool_;
  const Keys keys_;
  TaskMoves& moves_;
};

class FaultyLeavers final : public LeaverStore {
 public:
  explicit FaultyLeavers(LeaverStore& leavers) : leavers_(leavers) {}

  void Add(const std::vector<EmployeeId>& people) override;
  std::size_t Count() override { return leavers_.Count(); }

 private:
  LeaverStore& leavers_;
};

}  // namespace erp::approval_processing
