// The records that are in work, one lane per key: a key keeps its order, and no key waits for
// another one, not even for one that is being tried again. Private to this library.
//
// Thread-safe: one thread feeds, any number of workers take. Knows nothing of the bus.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/retry.h"
#include "common/thread_annotations.h"
#include "kafka/internal/offset_window.h"
#include "kafka/record.h"

namespace erp::kafka {

// One record on its way through the handler. Touched only by the worker that claimed it.
struct Task {
  Task(Record to_handle, Backoff waits) : record(std::move(to_handle)), backoff(waits) {}

  Record record;
  Backoff backoff;
  int tries = 0;
  int faults = 0;           // exceptions other than Unavailable
  std::string dead_reason;  // when set, only the dead letter is left to be written
};

class Lanes {
 public:
  // One assignment of one partition. When the partition comes back later it is another object,
  // so whatever still runs for the old one changes nothing.
  struct Partition;
  using PartitionRef = std::shared_ptr<Partition>;

  struct Lane {
    std::deque<Task> tasks;  // the first one is claimed or next
  };
  using LaneMap = std::map<std::string, Lane>;

  // The right to work on the first task of a lane; given back by Finish or Retry.
  struct Claim {
    PartitionRef partition;
    LaneMap::iterator lane;
    [[nodiscard]] Task& Head() const { return lane->second.tasks.front(); }
  };

  PartitionRef Open(std::string topic, std::size_t window);
  // The record counts as unfinished from now on. True when the window is full with it.
  bool Push(const PartitionRef& partition, Record record, Backoff backoff);

  // Blocks until the window has a quarter of its room back, at most until the deadline; false
  // when it is still full then.
  bool WaitRoom(const PartitionRef& partition, Deadline deadline);
  // True when it pays to feed a partition that was full: half of the window is free, or all
  // that is left in it waits to be tried again while there is room for other keys.
  [[nodiscard]] bool Drained(const PartitionRef& partition) const;

  [[nodiscard]] std::size_t Unfinished(const PartitionRef& partition) const;
  [[nodiscard]] std::optional<std::int64_t> NextOffset(const PartitionRef& partition) const;

  // What is queued or waiting to be tried again is not taken any more; it stays unfinished, and its
  // memory goes with the last reference to the partition. What a worker has claimed goes on and may
  // finish.
  void Drop(const PartitionRef& partition);
  // Blocks until no worker has a claim on any of them; false when the deadline came first.
  bool WaitIdle(const std::vector<PartitionRef>& partitions, Deadline deadline);

  // Blocks until a lane has a task that may run now. Empty after Close().
  std::optional<Claim> Take();
  void Finish(const Claim& claim);
  // The same task again, after the delay; its lane waits, its worker does not.
  void Retry(const Claim& claim, std::chrono::milliseconds delay);

  void Close();

  // What is open per topic, for metrics.
  struct Load {
    std::size_t unfinished = 0;
    std::optional<Instant> oldest_written;
  };
  [[nodiscard]] std::map<std::string, Load> Measure() const;
  // Workers that wait in Take().
  [[nodiscard]] std::size_t Idle() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  // A worker without work.
  struct Waiting {
    std::condition_variable woken_or_due;
    bool woken = false;
  };

  void GiveBack(const Claim& claim) ERP_REQUIRES(mutex_);
  void WakeDue() ERP_REQUIRES(mutex_);
  // Something may be ready: the worker that began to wait last looks, so that no more workers'
  // stacks and allocator caches are in use than work at once.
  void WakeOne() ERP_REQUIRES(mutex_);
  // Until something may be ready, at most until the next one is due.
  void Wait(MutexLock& lock) ERP_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::condition_variable idle_;  // a claim on a dropped partition was given back
  std::condition_variable room_;  // a window may have room again
  // The partitions' insides are guarded by mutex_ too.
  std::set<PartitionRef> open_ ERP_GUARDED_BY(mutex_);
  std::deque<Claim> ready_ ERP_GUARDED_BY(mutex_);
  std::multimap<Time, Claim> delayed_ ERP_GUARDED_BY(mutex_);
  std::vector<Waiting*> waiting_ ERP_GUARDED_BY(mutex_);  // who began last is last
  bool closed_ ERP_GUARDED_BY(mutex_) = false;
};

}  // namespace erp::kafka
