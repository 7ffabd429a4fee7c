// Readiness: which dependencies answer, and since when one does not.
//
// How to choose a dependency's Need:
//   required   without it nothing useful can be answered: while it is away /readyz is 503, and
//              load balancers send nothing here. A daemon's own store is required.
//   degrading  without it a part is missing or late (a peer service, a rebuild that runs): it is
//              named in /readyz with since and why, status "degraded", but the daemon stays ready.
// What every replica would lose at the same moment should rather be degrading: if all of them
// leave the load balancer, callers get nothing where they could have got a clear answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/thread_annotations.h"

namespace erp::health {

enum class Need { kRequired, kDegrading };

// "required" or "degrading".
std::string_view NeedName(Need need);

struct DependencyState {
  std::string name;
  Need need = Need::kRequired;
  bool available = false;
  Instant since;       // of the present state
  std::string detail;  // why it is away; empty when available
};

struct Report {
  bool ready = false;     // every required dependency answers, and not draining
  bool degraded = false;  // some dependency is away, of whichever need
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
  void Add(std::string name, Probe probe, Need need = Need::kRequired);
  void AddDegrading(std::string name, Probe probe) {
    Add(std::move(name), std::move(probe), Need::kDegrading);
  }
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
  mutable Mutex mutex_;
  std::vector<DependencyState> states_ ERP_GUARDED_BY(mutex_);
  bool draining_ ERP_GUARDED_BY(mutex_) = false;
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::health
