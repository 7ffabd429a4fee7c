// The use cases of this service, joined for main().
#pragma once

#include <functional>

#include "approval-processing/app/decide.h"
#include "approval-processing/app/leaver_watch.h"
#include "approval-processing/app/move.h"
#include "approval-processing/app/ports.h"
#include "approval-processing/app/recall.h"
#include "approval-processing/app/tasks.h"

namespace erp::approval_processing {

// All must outlive what works with them. Assignable: another port may be put before one of them
// (wiring.h).
struct Ports {
  std::reference_wrapper<TaskStore> tasks;
  std::reference_wrapper<TaskMoves> moves;
  std::reference_wrapper<OpenStepSource> source;
  std::reference_wrapper<ResultPublisher> publisher;
  // Of the reconciler:
  std::reference_wrapper<Epoch> epoch;
  std::reference_wrapper<LiveTasks> live;
  std::reference_wrapper<OpenStepRegister> steps;
  std::reference_wrapper<EpochRegister> epochs;
  std::reference_wrapper<AnnouncedEpoch> announced;
  // Of the watch of leavers:
  std::reference_wrapper<LeaverSource> employee;
  std::reference_wrapper<LeaverStore> leavers;
};

struct UseCases {
  explicit UseCases(const Ports& ports)
      : tasks(ports.tasks),
        decide(ports.tasks, ports.source, ports.publisher),
        recall(ports.tasks, ports.source, ports.publisher),
        move(ports.moves, ports.publisher) {}

  Tasks tasks;
  Decide decide;
  RecallDocument recall;
  MoveTask move;
};

}  // namespace erp::approval_processing
