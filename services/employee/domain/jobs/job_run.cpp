#include "employee/domain/jobs/job_run.h"

#include <array>
#include <utility>

namespace erp::employee {
namespace {

struct NamedState {
  RunState state;
  const char* name;
};
constexpr std::array kStates{NamedState{RunState::kRunning, "running"},
                             NamedState{RunState::kDone, "done"},
                             NamedState{RunState::kFailed, "failed"}};

}  // namespace

std::string RunStateName(RunState state) {
  for (const auto& known : kStates) {
    if (known.state == state) return known.name;
  }
  return "";
}

std::optional<RunState> ParseRunState(const std::string& name) {
  for (const auto& known : kStates) {
    if (known.name == name) return known.state;
  }
  return std::nullopt;
}

void JobReport::Add(std::string line) {
  ++changes;
  if (lines.size() < kMaxLines) lines.push_back(std::move(line));
}

}  // namespace erp::employee
