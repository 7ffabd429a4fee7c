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
#include <mutex>
#include <thread>
#include <vector>

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

  bool SomebodyWillTakeIt();
  void Wake(Idle& idle);
  // False when nothing came for too long, or after Stop().
  bool AwaitJob(Idle& self, std::unique_lock<std::mutex>& lock);
  void Work(Threads::iterator self);

  const std::size_t most_threads_;
  const std::size_t limit_;  // jobs running and waiting
  const std::chrono::milliseconds idle_for_;
  mutable std::mutex mutex_;
  // All guarded by mutex_.
  std::deque<std::function<void()>> jobs_;
  std::vector<Idle*> idle_;  // who became idle last is last
  std::size_t running_ = 0;
  bool stopped_ = false;
  Threads threads_;  // changes no more after Stop()
  Threads ended_;    // needs no lock any more, is to be joined
};

}  // namespace erp::http
