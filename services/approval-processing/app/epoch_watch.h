// Which epoch of the store approval-request has announced last. The replica that fills a store
// again begins another epoch; a decision that was made in the one before, and whose result comes to
// the bus late, is refused then. So a decision is acknowledged for certain only while it is sure
// that its epoch cannot have ended: the replica that begins the next one waits kSure between
// announcing it and putting it in force, and everybody asks more often than that.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "approval-processing/app/ports.h"
#include "common/thread_annotations.h"
#include "observe/log.h"

namespace erp::approval_processing {

// Thread-safe. A thread of its own asks, from Start() to Stop(), so that a decision pays nothing;
// only when the last answer is too old does Use() ask itself. The register must outlive it.
class EpochWatch final : public AnnouncedEpoch {
 public:
  // So long an answer is sure, from when it was asked for; also across a suspended machine.
  static constexpr std::chrono::milliseconds kSure{1500};
  static constexpr std::chrono::milliseconds kPeriod{300};

  explicit EpochWatch(EpochRegister& source) : source_(source) {}
  ~EpochWatch() override;
  EpochWatch(const EpochWatch&) = delete;
  EpochWatch& operator=(const EpochWatch&) = delete;

  // `breaks`: how often connections to the store have broken. While the epoch is not sure, one that
  // was made anew may lead to another server: nothing is decided then.
  void Start(std::function<std::uint64_t()> breaks = {});
  void Stop();

  std::int64_t Use() override;
  void Refresh() override;
  [[nodiscard]] bool IsSure(std::int64_t epoch) const override;

 private:
  [[nodiscard]] bool Fresh() const ERP_REQUIRES(mutex_);
  [[nodiscard]] bool Usable() const ERP_REQUIRES(mutex_);
  void Ask(std::chrono::milliseconds budget);

  [[nodiscard]] std::uint64_t Breaks() const { return breaks_ ? breaks_() : 0; }

  EpochRegister& source_;
  std::function<std::uint64_t()> breaks_;  // set before anybody else uses it
  log::Throttle lines_{std::chrono::seconds(10)};
  mutable Mutex mutex_;
  std::condition_variable answered_;
  // Times by the clock that goes on while the machine is suspended.
  std::optional<std::int64_t> epoch_ ERP_GUARDED_BY(mutex_);  // 0: none was announced
  std::chrono::milliseconds asked_at_ ERP_GUARDED_BY(mutex_){0};
  std::chrono::milliseconds failed_at_ ERP_GUARDED_BY(mutex_){0};
  bool asking_ ERP_GUARDED_BY(mutex_) = false;            // while several wait, one asks for all
  std::string why_ ERP_GUARDED_BY(mutex_);                // it failed
  std::uint64_t breaks_then_ ERP_GUARDED_BY(mutex_) = 0;  // when the last answer was asked for
  std::jthread thread_;                                   // last: stops first
};

}  // namespace erp::approval_processing
