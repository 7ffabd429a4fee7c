// Exponential back-off with jitter, so that many waiters do not come back at once.
#pragma once

#include <chrono>

namespace erp {

// One series of tries. Not thread-safe: each waiter owns its own.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most)
      : first_(first), most_(most), next_(first) {}

  // The wait before the next try: a random length between half of the present step and the
  // whole of it; the step doubles up to `most`.
  [[nodiscard]] std::chrono::milliseconds Next();

  // After a success.
  void Reset() { next_ = first_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds next_;
};

}  // namespace erp
