#include "observe/health.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "common/stop.h"
#include "common/thread_annotations.h"
#include "observe/log.h"

namespace erp::health {

std::string_view NeedName(Need need) { return need == Need::kRequired ? "required" : "degrading"; }

Health::Health(std::chrono::milliseconds period) : period_(period) {}

void Health::Add(std::string name, Probe probe, Need need) {
  probes_.push_back(std::move(probe));
  const MutexLock lock(mutex_);
  states_.push_back({std::move(name), need, false, clock_.Now(), "not asked yet"});
}

void Health::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    // Quick while something required is away, so that ready follows the dependency at once.
    do {
      ProbeAll();
    } while (SleepUnlessStopped(
        stop, Get().ready ? period_ : std::min(period_, std::chrono::milliseconds(50))));
  });
}

void Health::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Health::Drain() {
  const MutexLock lock(mutex_);
  draining_ = true;
}

Report Health::Get() const {
  const MutexLock lock(mutex_);
  const bool all = std::all_of(states_.begin(), states_.end(),
                               [](const DependencyState& state) { return state.available; });
  const bool required = std::all_of(states_.begin(), states_.end(), [](const auto& state) {
    return state.available || state.need == Need::kDegrading;
  });
  return {required && !draining_, !all, draining_, states_};
}

void Health::ProbeAll() {
  for (std::size_t i = 0; i < probes_.size(); ++i) {
    std::optional<std::string> away;
    try {
      away = probes_[i]();
    } catch (const std::exception& error) {
      away = error.what();
    }
    const MutexLock lock(mutex_);
    DependencyState& state = states_[i];
    if (state.available == away.has_value()) {
      state.since = clock_.Now();
      if (away) {
        log::Warn("dependency is away",
                  {{"dependency", state.name}, {"need", NeedName(state.need)}, {"why", *away}});
      } else {
        log::Info("dependency is available", {{"dependency", state.name}});
      }
    }
    state.available = !away;
    state.detail = away.value_or("");
  }
}

}  // namespace erp::health
