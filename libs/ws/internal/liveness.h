// Whether a peer still lives, from when it was last heard: a message, a ping or a pong, any of
// them. Somebody who is silent is pinged, and given up when not even the pong comes. Pure.
#pragma once

#include <chrono>

namespace erp::ws {

// Not thread-safe.
class Liveness {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Verdict { kFine, kPing, kDead };

  explicit Liveness(std::chrono::milliseconds ping_interval = {}, Time now = {})
      : due_(now + ping_interval) {}

  void Received(std::chrono::milliseconds ping_interval, Time now) {
    pinged_ = false;
    due_ = now + ping_interval;
  }
  // kPing: a ping is due now; Pinged() says that it was sent.
  [[nodiscard]] Verdict Look(Time now) const {
    if (now < due_) return Verdict::kFine;
    return pinged_ ? Verdict::kDead : Verdict::kPing;
  }
  void Pinged(std::chrono::milliseconds pong_timeout, Time now) {
    pinged_ = true;
    due_ = now + pong_timeout;
  }

 private:
  Time due_;
  bool pinged_ = false;
};

}  // namespace erp::ws
