// Readiness: which dependencies answer, and since when one does not.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/clock.h"

namespace erp::health {

struct DependencyState {
  std::string name;
  bool available = false;
  Instant since;       // of the present state
  std::string detail;  // why it is away; empty when available
};

struct Report {
  bool ready = false;
  bool draining = false;
  std::vector<DependencyState> dependencies;
};

// Asks every dependency once each period on one thread of its own and remembers the answers,
// so that /readyz never waits. Thread-safe after Start().
class Health {
 public:
  // A probe blocks on its dependency for at most about a second; returns why the dependency
  // is away, or nothing. An exception counts as away with its text.
  using Probe = std::function<std::optional<std::string>()>;

  explicit Health(std::chrono::milliseconds period = std::chrono::milliseconds(500));

  // Before Start() only.
  void Add(std::string name, Probe probe);
  void Start();
  // Ends the probing thread; the last answers stay.
  void Stop();

  // From now on not ready, whatever the dependencies say: first step of a shutdown.
  void Drain();

  [[nodiscard]] Report Get() const;

 private:
  void ProbeAll();

  const std::chrono::milliseconds period_;
  SystemClock clock_;
  std::vector<Probe> probes_;  // constant after Start()
  mutable std::mutex mutex_;
  std::vector<DependencyState> states_;  // guarded by mutex_
  bool draining_ = false;                // guarded by mutex_
  std::jthread thread_;                  // last: stops first
};

}  // namespace erp::health
