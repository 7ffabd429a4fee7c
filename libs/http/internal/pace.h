// How long a client may take over a streamed body: a pause of `longest_pause` at most, and on the
// whole so many bytes a second. Only the time for which it was waited counts, not that of the
// handler. Private to this library, one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace erp::http {

class Pace {
 public:
  using Clock = std::chrono::steady_clock;
  using milliseconds = std::chrono::milliseconds;

  Pace(milliseconds longest_pause, std::size_t bytes_a_second)
      : longest_pause_(longest_pause), bytes_a_second_(bytes_a_second) {}

  // From now on the client is waited for; how long, at most.
  milliseconds Begin(Clock::time_point now) {
    began_ = now;
    const auto earned = milliseconds(bytes_ * 1000 / bytes_a_second_);
    const auto left = longest_pause_ + earned - std::chrono::floor<milliseconds>(waited_);
    return std::clamp(left, milliseconds(0), longest_pause_);
  }
  // So many bytes have come.
  void End(Clock::time_point now, std::size_t bytes) {
    waited_ += now - began_;
    bytes_ += bytes;
  }

 private:
  milliseconds longest_pause_;
  std::uint64_t bytes_a_second_;
  std::uint64_t bytes_ = 0;
  Clock::time_point began_{};
  Clock::duration waited_{0};
};

}  // namespace erp::http
