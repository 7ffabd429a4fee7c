// Bounds by bytes what large answers take in memory at once. A route declares how much one answer
// of its takes at most; its requests wait here, first come first served, until that much is free,
// and hold it until the last byte has been written. Private to this module, I/O thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>

namespace erp::http {

class LargeAnswers {
 public:
  // At most `bytes` are held and at most `queue` requests wait.
  LargeAnswers(std::size_t bytes, std::size_t queue);

  // Identifies one request.
  using Ticket = std::uint64_t;

  // Calls `start` within this call or within a later Release or Shrink, once `bytes` are free (a
  // request for more than there is at all waits until nothing is held). False: too many wait
  // already, and `start` is never called.
  bool Ask(Ticket ticket, std::size_t bytes, std::function<void()> start);

  // The answer is there and takes only so much from now on.
  void Shrink(Ticket ticket, std::size_t bytes);

  // The answer has been written, or nobody waits for it any more. Unknown tickets are ignored.
  void Release(Ticket ticket);

  [[nodiscard]] std::size_t held() const { return held_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    Ticket ticket;
    std::size_t bytes;
    std::function<void()> start;
  };
  [[nodiscard]] bool Fits(std::size_t bytes) const;
  void StartNext();

  const std::size_t bytes_;
  const std::size_t queue_;
  std::size_t held_ = 0;
  std::unordered_map<Ticket, std::size_t> holders_;
  std::deque<Waiting> waiting_;
};

}  // namespace erp::http
