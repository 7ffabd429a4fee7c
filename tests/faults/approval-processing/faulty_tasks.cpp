#include "faults/approval-processing/faulty_tasks.h"

#include "approval-processing/store/connection.h"
#include "faults/hit.h"

namespace erp::approval_processing {

FaultyTasks::FaultyTasks(const Config& config, TaskStore& tasks)
    : pool_(RedisOptions(config), registry_), keys_(config.tenant), tasks_(tasks) {}

Verdict FaultyTasks::Decide(const DecisionCommand& command, const std::string& digest) {
  if (faults::Hit("decide.not-atomic")) {
    const auto key = keys_.Request(command.document);
    const auto seen = pool_.Run({"HMGET", key, "state", "approver"}).AsArray();
    const bool open = !seen[0].IsNil() && seen[0].AsText() == "open" &&
                      seen[1].AsText() == command.approver.str();
    if (open) pool_.Run({"HSET", key, "state", "open"});
  }
  return tasks_.Decide(command, digest);
}

FaultyMoves::FaultyMoves(const Config& config, TaskMoves& moves)
    : pool_(BackgroundRedisOptions(config), registry_), keys_(config.tenant), moves_(moves) {}

MoveVerdict FaultyMoves::Move(const MoveCommand& command) {
  auto verdict = moves_.Move(command);
  if (verdict.outcome == MoveOutcome::kMoved && faults::Hit("move.again")) {
    pool_.Run({"HSET", keys_.Request(command.document), "state", "open"});
  }
  return verdict;
}

void FaultyLeavers::Add(const std::vector<EmployeeId>& people) {
  if (!faults::Hit("leavers.ignore")) leavers_.Add(people);
}

}  // namespace erp::approval_processing
