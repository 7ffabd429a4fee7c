// One run of a job for one date: what it did, as a row that people read. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "employee/domain/date.h"

namespace erp::employee {

enum class RunState { kRunning, kDone, kFailed };

// "running", "done", "failed": as stored and on the wire.
std::string RunStateName(RunState state);
std::optional<RunState> ParseRunState(const std::string& name);

// What a job changed, or would change in a dry run.
struct JobReport {
  std::int64_t changes = 0;        // of all
  std::vector<std::string> lines;  // the first kMaxLines of them, one for each
  std::int64_t failures = 0;       // could not be done; the next run tries them again

  static constexpr std::size_t kMaxLines = 100;
  void Add(std::string line);
};

struct JobRun {
  std::string job;
  Date on;
  RunState state = RunState::kRunning;
  Instant started_at;
  std::optional<Instant> finished_at;
  JobReport report;
};

}  // namespace erp::employee
