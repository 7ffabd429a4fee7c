// How a daemon learns that it should end, and how its threads wait without missing that.
#pragma once

#include <chrono>
#include <stop_token>

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

// Waits for `time` unless `stop` is requested first. True when it may go on, false to stop.
// For background loops; wakes at once on a stop request.
bool SleepUnlessStopped(const std::stop_token& stop, std::chrono::milliseconds time);

}  // namespace erp
