// Threads with a bounded queue before them. The one that became idle last works first, another is
// started only when none is idle, and one that stays idle ends: there are as many stacks and
// allocator caches as jobs run at once, not as many as may. Private to this library.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <thread>
#include <vector>

#include "common/thread_annotations.h"

namespace erp::http {

// Thread-safe.
class Workers {
 public:
  // `threads`: jobs that may run at once. `queue`: jobs that may wait. A thread ends when it had
  // nothing to do for `idle_for`.
  Workers(std::size_t threads,
          std::size_t queue,
          std::chrono::milliseconds idle_for = std::chrono::seconds(10));
  // Stops.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when all threads are busy and the queue is full, when no thread is idle and none can be
  // started, or after Stop(). Blocks for no longer than a thread takes to start or to end.
  bool Submit(std::function<void()> job);
  [[nodiscard]] std::size_t waiting() const;
  // How many there are at this moment.
  [[nodiscard]] std::size_t threads() const;
  // Finishes what runs and what waits; blocks until then.
  void Stop();

 private:
  using Threads = std::list<std::thread>;

  // A thread without a job.
  struct Idle {
    std::condition_variable woken_or_stopped;
    bool woken = false;
  };

  bool SomebodyWillTakeIt() ERP_REQUIRES(mutex_);
  void Wake(Idle& idle) ERP_REQUIRES(mutex_);
  // False when nothing came for too long, or after Stop().
  bool AwaitJob(Idle& self, MutexLock& lock) ERP_REQUIRES(mutex_);
  void Work(Threads::iterator self);

  const std::size_t most_threads_;
  const std::size_t limit_;  // jobs running and waiting
  const std::chrono::milliseconds idle_for_;
  mutable Mutex mutex_;
  std::deque<std::function<void()>> jobs_ ERP_GUARDED_BY(mutex_);
  std::vector<Idle*> idle_ ERP_GUARDED_BY(mutex_);  // who became idle last is last
  std::size_t running_ ERP_GUARDED_BY(mutex_) = 0;
  bool stopped_ ERP_GUARDED_BY(mutex_) = false;
  Threads threads_ ERP_GUARDED_BY(mutex_);  // changes no more after Stop()
  Threads ended_ ERP_GUARDED_BY(mutex_);    // needs no lock any more, is to be joined
};

}  // namespace erp::http
