#include "approval-processing/wiring.h"

#include "approval-processing/store/redis_outbox.h"
#include "faults/approval-processing/faulty_bus.h"
#include "faults/approval-processing/faulty_tasks.h"
#include "faults/approval-processing/unseen_loss.h"

namespace erp::approval_processing {

Ports Wire(const Config& config, const Ports& given) {
  Ports ports = given;
  static FaultyTasks tasks(config, given.tasks);
  static FaultyMoves moves(config, given.moves);
  static FaultyLeavers leavers(given.leavers);
  static FaultyEpoch epoch(given.epoch);
  static FaultyLiveTasks live(given.live);
  static FaultyOpenSteps steps(given.steps);
  static FaultyEpochRegister epochs(given.epochs);
  ports.tasks = tasks;
  ports.moves = moves;
  ports.leavers = leavers;
  ports.epoch = epoch;
  ports.live = live;
  ports.steps = steps;
  ports.epochs = epochs;
  return ports;
}

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) {
  static FaultyBus bus(*sinks.at(kBusTarget));
  sinks[kBusTarget] = &bus;
  return sinks;
}

}  // namespace erp::approval_processing
