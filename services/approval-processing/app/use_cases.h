// The use cases of this service, joined for main().
#pragma once

#include "approval-processing/app/decide.h"
#include "approval-processing/app/move.h"
#include "approval-processing/app/recall.h"
#include "approval-processing/app/tasks.h"

namespace erp::approval_processing {

// The ports must outlive it.
struct UseCases {
  UseCases(TaskStore& store, TaskMoves& moves, OpenStepSource& source, ResultPublisher& publisher)
      : tasks(store),
        decide(store, source, publisher),
        recall(store, source, publisher),
        move(moves, publisher) {}

  Tasks tasks;
  Decide decide;
  RecallDocument recall;
  MoveTask move;
};

}  // namespace erp::approval_processing
