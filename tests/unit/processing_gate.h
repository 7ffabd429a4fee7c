// A call that a test holds back, and what must wait for its end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include <gtest/gtest.h>

namespace erp::approval_processing {

// Closed until it is opened; says when somebody stands before it.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++reached_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool UntilReached() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [this] { return reached_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int reached_ = 0;
};

// What calls `stop` while the thread stands before the gate returns only behind it.
template <typename Stop>
void ExpectStopWaitsFor(Gate& gate, const Stop& stop) {
  ASSERT_TRUE(gate.UntilReached());
  auto stopped = std::async(std::launch::async, stop);
  EXPECT_EQ(stopped.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  gate.Open();
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace erp::approval_processing
