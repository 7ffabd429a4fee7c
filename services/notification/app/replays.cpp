#include "notification/app/replays.h"

#include <algorithm>
#include <utility>

#include "common/error.h"
#include "common/thread_annotations.h"
#include "observe/log.h"

namespace erp::notification {
namespace {

constexpr std::chrono::milliseconds kPeriod{500};
// A fraction of what is read again before the last renewal.
constexpr std::chrono::seconds kRenewal{60};
// Stands for no run: no server is called so.
constexpr const char* kNoRun = "-";

metrics::Counter ReplayCounter(metrics::Registry& registry, const std::string& reach) {
  return registry.GetCounter("notification_replays_total",
                             "Partitions read again because the store may have lost something",
                             {{"reach", reach}});
}

}  // namespace

Replays::Replays(StoreRuns& runs, const Clock& clock, metrics::Registry& registry)
    : runs_(runs),
      clock_(clock),
      tails_(ReplayCounter(registry, "tail")),
      wholes_(ReplayCounter(registry, "all")) {}

Replays::~Replays() { Stop(); }

std::vector<Replay> Replays::Decide(const std::vector<std::string>& partitions) {
  {
    const MutexLock lock(mutex_);
    partitions_.clear();
    progress_.clear();
    deciding_.clear();
    run_.clear();
  }
  const StoreLife life = runs_.Read();
  const MutexLock lock(mutex_);
  std::vector<Replay> needed;
  for (const auto& partition : partitions) {
    needed.push_back(NeededFor(life, partition));
    partitions_[partition] = needed.back().reach;
  }
  deciding_ = life.run;
  return needed;
}

void Replays::Decided(const Offsets& offsets) {
  Offsets tails;
  Offsets wholes;
  std::string run;
  {
    const MutexLock lock(mutex_);
    for (const auto& [partition, offset] : offsets) {
      (partitions_.at(partition) == Replay::Reach::kAll ? wholes : tails)[partition] = offset;
    }
    run = deciding_;
  }
  const Instant now = clock_.Now();
  if (!runs_.Note(run, Basis::kAnyRun, tails, now) ||
      !runs_.Note(run, Basis::kNothing, wholes, now)) {
    throw Unavailable("the store has changed while it was decided where to begin");
  }
  tails_.Add(static_cast<double>(tails.size()));
  wholes_.Add(static_cast<double>(wholes.size()));
  if (!offsets.empty()) {
    log::Warn("the store may have lost something; the topic is read again",
              {{"partitions_whole", wholes.size()}, {"partitions_tail", tails.size()}});
  }
  const MutexLock lock(mutex_);
  run_ = run;
}

void Replays::Progressed(const Offsets& offsets) {
  const MutexLock lock(mutex_);
  for (const auto& [partition, offset] : offsets) progress_[partition] = offset;
}

std::string Replays::run() const {
  const MutexLock lock(mutex_);
  return run_.empty() ? kNoRun : run_;
}

void Replays::Demand() {
  if (Holds(runs_.Read())) return;
  Suspect();
  throw Unavailable("the store has lost something; the topic is read again first");
}

void Replays::Suspect() {
  {
    const MutexLock lock(mutex_);
    suspected_ = true;
  }
  woken_.notify_all();
}

bool Replays::Holds(const StoreLife& life) const {
  const MutexLock lock(mutex_);
  return run_ == life.run &&
         std::all_of(partitions_.begin(), partitions_.end(), [&](const auto& partition) {
           return NeededFor(life, partition.first).reach == Replay::Reach::kNone;
         });
}

void Replays::Watch(std::function<void()> lost) {
  lost_ = std::move(lost);
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void Replays::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Replays::Run(const std::stop_token& stop) {
  log::Throttle throttle(std::chrono::seconds(10));
  while (!stop.stop_requested()) {
    {
      MutexLock lock(mutex_);
      woken_.wait_for(lock, stop, kPeriod, [this] {
        mutex_.AssertHeld();
        return suspected_;
      });
      suspected_ = false;
    }
    if (stop.stop_requested()) return;
    try {
      Look();
    } catch (const std::exception& error) {
      if (throttle.Allow()) {
        log::Warn("whether the store is complete is not known", {{"why", error.what()}});
      }
    }
  }
}

void Replays::Look() {
  const std::string run = this->run();
  if (run == kNoRun) return;  // it is being decided, and then all is asked anyway
  const StoreLife life = runs_.Read();
  if (!Holds(life)) {
    {
      const MutexLock lock(mutex_);
      if (run_ != run) return;  // decided anew meanwhile
      run_.clear();
    }
    lost_();
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now < next_renewal_) return;
  next_renewal_ = now + kRenewal;
  Offsets progress;
  {
    const MutexLock lock(mutex_);
    if (run_ != run) return;
    progress = progress_;
  }
  // Refused when the store has just been emptied; the next look finds that.
  if (!progress.empty()) runs_.Note(run, Basis::kThisRun, progress, clock_.Now());
}

}  // namespace erp::notification
