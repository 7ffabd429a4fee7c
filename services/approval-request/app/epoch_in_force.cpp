#include "approval-request/app/epoch_in_force.h"

#include "common/error.h"
#include "common/stop.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

using std::chrono::steady_clock;

bool EpochInForce::IsOver(std::int64_t epoch) {
  // One asks for all that come meanwhile. The answer was asked for less than kKept before now, and
  // the result came before now: had the epoch ended kKept before it came, the answer would say so.
  const MutexLock lock(mutex_);
  if (epoch >= known_ && steady_clock::now() - asked_at_ >= kKept) {
    const auto asked_at = steady_clock::now();
    known_ = epochs_.Read().in_force;
    asked_at_ = asked_at;
  }
  return epoch < known_;
}

bool EpochInForce::PutInForce(std::int64_t epoch) {
  if (!epochs_.PutInForce(epoch)) return false;
  if (!SleepUnlessStopped(stop_.get_token(), kElsewhere)) {
    throw Unavailable("the daemon is stopping");
  }
  return true;
}

void EpochInForce::Stop() { stop_.request_stop(); }

}  // namespace erp::approval_request
