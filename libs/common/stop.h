// How a daemon learns that it should end, and how its threads wait without missing that.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <utility>

namespace erp {

// SIGTERM and SIGINT as something main() can wait for. Construct it first in main(), before
// any thread exists: it blocks both signals for every thread that starts later, ignores
// SIGPIPE (a write to a closed socket is an error code, not the end of the process), and
// raises the soft limit of open files to the hard one.
class StopSignal {
 public:
  StopSignal();

  // Blocks until one of the signals arrives; returns its number. The handler runs nothing:
  // stopping happens on the caller's thread, in its order.
  int Wait();
};

// Runs what it was given at the end of the scope, however the scope is left. A main puts its whole
// stop order into one, behind everything that this refers to and before it starts anything: a
// start that fails half-way then stops in the same order as a daemon that is asked to end, before
// any part is destroyed. The function must not throw, and must do with what was never started.
class OnExit {
 public:
  explicit OnExit(std::function<void()> run) : run_(std::move(run)) {}
  ~OnExit() { run_(); }
  OnExit(const OnExit&) = delete;
  OnExit& operator=(const OnExit&) = delete;

 private:
  const std::function<void()> run_;
};

// Waits for `time` unless `stop` is requested first. True when it may go on, false to stop.
// For background loops; wakes at once on a stop request.
bool SleepUnlessStopped(const std::stop_token& stop, std::chrono::milliseconds time);

}  // namespace erp
