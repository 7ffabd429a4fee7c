// A fixed number of threads with a bounded queue before them. Private to this room.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace erp::http {

// Thread-safe.
class Workers {
 public:
  // `queue`: jobs that may wait.
  Workers(std::size_t threads, std::size_t queue);
  // Stops.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when all threads are busy and the queue is full, or after Stop(). Never blocks.
  bool Submit(std::function<void()> job);
  [[nodiscard]] std::size_t waiting() const;
  // Finishes what runs and what waits; blocks until then.
  void Stop();

 private:
  void Work();

  const std::size_t limit_;  // jobs running and waiting
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> jobs_;  // guarded by mutex_
  std::size_t running_ = 0;                 // guarded by mutex_
  bool stopped_ = false;                    // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace erp::http
