#include "approval-processing/app/epoch_watch.h"

#include <ctime>
#include <exception>
#include <utility>

#include "common/error.h"
#include "common/stop.h"
#include "common/thread_annotations.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kInline{200};  // while somebody waits
constexpr milliseconds kAlone{1000};

milliseconds Now() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                  std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace

EpochWatch::~EpochWatch() { Stop(); }

void EpochWatch::Start(std::function<std::uint64_t()> breaks) {
  breaks_ = std::move(breaks);
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      try {
        Ask(kAlone);
      } catch (const std::exception& failure) {
        if (lines_.Allow()) log::Warn("the epoch is not known anew", {{"why", failure.what()}});
      }
    } while (SleepUnlessStopped(stop, kPeriod));
  });
}

void EpochWatch::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool EpochWatch::Fresh() const { return epoch_ && Now() - asked_at_ < kSure; }

// Also when it is not sure: what is not sure is acknowledged as such.
bool EpochWatch::Usable() const { return epoch_ && Breaks() == breaks_then_; }

std::int64_t EpochWatch::Use() {
  MutexLock lock(mutex_);
  // Nobody waits for one who has just not answered.
  if (Fresh() || (Usable() && Now() - failed_at_ < kPeriod)) return *epoch_;
  const bool mine = answered_.wait_for(lock.native(), kInline, [this] {
    mutex_.AssertHeld();
    return !asking_;
  });
  if (Fresh()) return *epoch_;
  if (mine) {
    asking_ = true;
    lock.unlock();
    try {
      Ask(kInline);
    } catch (const std::exception&) {
      // Its words are in why_.
    }
    lock.lock();
    asking_ = false;
    answered_.notify_all();
  }
  if (Usable() || Fresh()) return *epoch_;
  throw Unavailable("the epoch of the store is not known: " + why_, std::chrono::seconds(1),
                    "store-unverified");
}

void EpochWatch::Refresh() { Ask(kAlone); }

bool EpochWatch::IsSure(std::int64_t epoch) const {
  const MutexLock lock(mutex_);
  return epoch_ == epoch && Fresh();
}

void EpochWatch::Ask(milliseconds budget) {
  const auto asked_at = Now();
  const auto breaks = Breaks();
  try {
    const auto announced = source_.Find(Deadline::After(budget)).announced;
    const MutexLock lock(mutex_);
    if (asked_at < asked_at_) return;  // a later lookup was answered before
    epoch_ = announced;
    asked_at_ = asked_at;
    breaks_then_ = breaks;
  } catch (const std::exception& failure) {
    const MutexLock lock(mutex_);
    failed_at_ = Now();
    why_ = failure.what();
    throw;
  }
}

}  // namespace erp::approval_processing
