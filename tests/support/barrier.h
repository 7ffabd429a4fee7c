// Where threads of a test stand until it lets them go.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace erp::test {

// Thread-safe.
class Barrier {
 public:
  // Blocks until it is open, at most 20 s.
  void Enter() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return open_; });
  }
  int entered() {
    const std::lock_guard lock(mutex_);
    return inside_;
  }
  // Whether so many have entered; waits for them for 20 s.
  bool WaitForInside(int wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [this, wanted] { return inside_ >= wanted; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

}  // namespace erp::test
