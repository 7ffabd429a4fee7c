// Keeps watch over whether the store still has what was read from the topic, and says from where
// to read again when it has not.
//
// For every partition the store knows for which run of its server it was read completely. That is
// noted only once the group's low offset is committed: a process that dies in between leaves a
// store that asks for the same again, and the replica that gets the partition does it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "common/clock.h"
#include "common/thread_annotations.h"
#include "notification/app/ports.h"
#include "observe/metrics.h"

namespace erp::notification {

// Thread-safe. What asks the store blocks as StoreRuns does and throws Unavailable as it does.
class Replays {
 public:
  Replays(StoreRuns& runs, const Clock& clock, metrics::Registry& registry);
  // Stops.
  ~Replays();
  Replays(const Replays&) = delete;
  Replays& operator=(const Replays&) = delete;

  // These partitions are to be read now: how much of each has to come again. One answer for
  // each, in the same order. Until Decided() run() is empty.
  std::vector<Replay> Decide(const std::vector<std::string>& partitions);
  // What Decide() said is committed, at these offsets of the partitions that are read again.
  // Throws Unavailable when the store has changed meanwhile.
  void Decided(const Offsets& offsets);
  // Everything before these offsets is in the store. Does not block.
  void Progressed(const Offsets& offsets);

  // The run of the server for which records may be stored; no run at all when that is open.
  [[nodiscard]] std::string run() const;

  // Asks the store; throws Unavailable, after Suspect(), when it has lost something.
  void Demand();
  // Something hints at a loss: the watch looks at once.
  void Suspect();

  // Looks every half second on a thread of its own; `lost` is called there when something was
  // lost since Decided(), once until the next Decided().
  void Watch(std::function<void()> lost);
  void Stop();

 private:
  void Run(const std::stop_token& stop);
  void Look();
  // Whether the partitions decided on are still complete.
  bool Holds(const StoreLife& life) const;

  StoreRuns& runs_;
  const Clock& clock_;
  const metrics::Counter tails_;
  const metrics::Counter wholes_;

  mutable Mutex mutex_;
  std::condition_variable_any woken_;
  std::map<std::string, Replay::Reach> partitions_
      ERP_GUARDED_BY(mutex_);  // with what Decide() said of them
  Offsets progress_ ERP_GUARDED_BY(mutex_);
  std::string deciding_ ERP_GUARDED_BY(mutex_);  // the run that Decide() saw
  std::string run_ ERP_GUARDED_BY(mutex_);       // empty until Decided()
  bool suspected_ ERP_GUARDED_BY(mutex_) = false;
  std::chrono::steady_clock::time_point next_renewal_{};  // watch thread only

  std::function<void()> lost_;
  std::jthread thread_;  // last: stops first
};

}  // namespace erp::notification
