// A queue between threads that says "full" instead of growing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "common/thread_annotations.h"

namespace erp {

// Thread-safe, any number of producers and consumers.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // False when full or closed; the item is then untouched.
  [[nodiscard]] bool TryPush(T&& item) {
    {
      const MutexLock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    wake_.notify_one();
    return true;
  }

  // Blocks until there is an item. Empty only after Close(), when nothing is left.
  std::optional<T> Pop() {
    MutexLock lock(mutex_);
    while (!closed_ && items_.empty()) wake_.wait(lock.native());
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  // Nothing more goes in; consumers drain what is left.
  void Close() {
    {
      const MutexLock lock(mutex_);
      closed_ = true;
    }
    wake_.notify_all();
  }

  [[nodiscard]] std::size_t Size() const {
    const MutexLock lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t capacity_;
  mutable Mutex mutex_;
  std::condition_variable wake_;
  std::deque<T> items_ ERP_GUARDED_BY(mutex_);
  bool closed_ ERP_GUARDED_BY(mutex_) = false;
};

}  // namespace erp
