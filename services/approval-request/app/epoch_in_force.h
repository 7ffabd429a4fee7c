// Which results of approval-processing still count. Its store may lose a decision whose result is
// still on its way to the bus; the step is then opened and decided once more, and the late result
// must not take the place of the one that was acknowledged. So each result names the epoch of the
// store that it was decided in, and one of an earlier epoch than that in force is refused, unless
// it was recorded before.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "approval-request/app/ports.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

// Thread-safe. The port must outlive it.
class EpochInForce {
 public:
  // How long a replica relies on what it has read.
  static constexpr std::chrono::milliseconds kKept{250};
  // Somewhat more: by then no replica relies on what it read before.
  static constexpr std::chrono::milliseconds kElsewhere = kKept + kKept / 5;

  explicit EpochInForce(ArbiterEpochs& epochs) : epochs_(epochs) {}

  // Whether a result of this epoch, which was read from the bus before the call, counts no more.
  // Asks the store when the last answer is older than kKept; throws Unavailable.
  bool IsOver(std::int64_t epoch);

  ArbiterEpochs::State Read() { return epochs_.Read(); }
  ArbiterEpochs::State Announce() { return epochs_.Announce(); }
  // Returns, after kElsewhere, when no replica counts results of earlier epochs that come to the
  // bus from now on. False when another epoch was announced after this one. Throws Unavailable when
  // it is stopped before: the epoch is in force then, and the next call waits again.
  bool PutInForce(std::int64_t epoch);

  // No call waits any more.
  void Stop();

 private:
  ArbiterEpochs& epochs_;
  std::stop_source stop_;
  Mutex mutex_;
  std::int64_t known_ ERP_GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point asked_at_
      ERP_GUARDED_BY(mutex_){};  // when that answer was asked for
};

}  // namespace erp::approval_request
