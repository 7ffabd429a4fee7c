#include "kafka/internal/lanes.h"

#include <algorithm>
#include <utility>

#include "common/thread_annotations.h"

namespace erp::kafka {

struct Lanes::Partition {
  Partition(std::string topic_name, std::size_t most)
      : topic(std::move(topic_name)), capacity(most), window(most) {}

  [[nodiscard]] bool RoomAgain() const { return window.Unfinished() <= capacity - capacity / 4; }

  const std::string topic;
  const std::size_t capacity;
  OffsetWindow window;
  LaneMap lanes;
  std::size_t waiting = 0;  // lanes that wait to be tried again
  std::size_t running = 0;
  bool dropped = false;
};

Lanes::PartitionRef Lanes::Open(std::string topic, std::size_t window) {
  auto partition = std::make_shared<Partition>(std::move(topic), window);
  const MutexLock lock(mutex_);
  open_.insert(partition);
  return partition;
}

bool Lanes::Push(const PartitionRef& partition, Record record, Backoff backoff) {
  const MutexLock lock(mutex_);
  partition->window.Start(record.offset, record.timestamp);
  // Records without a key share one lane, apart from those with an empty one.
  const auto lane =
      partition->lanes.try_emplace(record.has_key ? "=" + record.key : std::string()).first;
  auto& tasks = lane->second.tasks;
  tasks.emplace_back(std::move(record), backoff);
  if (tasks.size() == 1) {
    ready_.push_back({partition, lane});
    WakeOne();
  }
  return partition->window.Full();
}

bool Lanes::WaitRoom(const PartitionRef& partition, Deadline deadline) {
  MutexLock lock(mutex_);
  room_.wait_until(lock.native(), deadline.when(), [&] { return partition->RoomAgain(); });
  return !partition->window.Full();
}

bool Lanes::Drained(const PartitionRef& partition) const {
  const MutexLock lock(mutex_);
  return partition->window.Unfinished() <= partition->capacity / 2 ||
         (!partition->window.Full() && partition->waiting == partition->lanes.size());
}

std::size_t Lanes::Unfinished(const PartitionRef& partition) const {
  const MutexLock lock(mutex_);
  return partition->window.Unfinished();
}

std::optional<std::int64_t> Lanes::NextOffset(const PartitionRef& partition) const {
  const MutexLock lock(mutex_);
  return partition->window.NextOffset();
}

void Lanes::Drop(const PartitionRef& partition) {
  const MutexLock lock(mutex_);
  partition->dropped = true;
  open_.erase(partition);
  std::erase_if(ready_, [&](const Claim& claim) { return claim.partition == partition; });
  std::erase_if(delayed_, [&](const auto& entry) { return entry.second.partition == partition; });
}

bool Lanes::WaitIdle(const std::vector<PartitionRef>& partitions, Deadline deadline) {
  MutexLock lock(mutex_);
  return idle_.wait_until(lock.native(), deadline.when(), [&] {
    return std::all_of(partitions.begin(), partitions.end(),
                       [](const auto& partition) { return partition->running == 0; });
  });
}

std::optional<Lanes::Claim> Lanes::Take() {
  MutexLock lock(mutex_);
  while (!closed_) {
    WakeDue();
    if (!ready_.empty()) {
      Claim claim = std::move(ready_.front());
      ready_.pop_front();
      ++claim.partition->running;
      // Somebody else waits for what is due meanwhile.
      if (!delayed_.empty()) WakeOne();
      return claim;
    }
    Wait(lock);
  }
  return std::nullopt;
}

void Lanes::Wait(MutexLock& lock) {
  Waiting self;
  const auto woken = [&self] { return self.woken; };
  waiting_.push_back(&self);
  if (delayed_.empty()) return self.woken_or_due.wait(lock.native(), woken);
  // A copy: the entry may be taken by another worker meanwhile.
  const Time due = delayed_.begin()->first;
  if (!self.woken_or_due.wait_until(lock.native(), due, woken)) std::erase(waiting_, &self);
}

void Lanes::WakeOne() {
  if (waiting_.empty()) return;
  waiting_.back()->woken = true;
  waiting_.back()->woken_or_due.notify_one();
  waiting_.pop_back();
}

void Lanes::Finish(const Claim& claim) {
  const MutexLock lock(mutex_);
  auto& tasks = claim.lane->second.tasks;
  claim.partition->window.Finish(tasks.front().record.offset);
  tasks.pop_front();
  if (claim.partition->RoomAgain()) room_.notify_all();
  GiveBack(claim);
  if (claim.partition->dropped || tasks.empty()) {
    claim.partition->lanes.erase(claim.lane);
  } else {
    ready_.push_back(claim);
    WakeOne();
  }
}

void Lanes::Retry(const Claim& claim, std::chrono::milliseconds delay) {
  const MutexLock lock(mutex_);
  GiveBack(claim);
  if (claim.partition->dropped) {
    claim.partition->lanes.erase(claim.lane);
  } else {
    ++claim.partition->waiting;
    delayed_.emplace(std::chrono::steady_clock::now() + delay, claim);
    WakeOne();
  }
}

void Lanes::Close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  while (!waiting_.empty()) WakeOne();
}

std::map<std::string, Lanes::Load> Lanes::Measure() const {
  std::map<std::string, Load> loads;
  const MutexLock lock(mutex_);
  for (const auto& partition : open_) {
    Load& load = loads[partition->topic];
    load.unfinished += partition->window.Unfinished();
    const auto oldest = partition->window.OldestWritten();
    if (oldest && (!load.oldest_written || *oldest < *load.oldest_written)) {
      load.oldest_written = oldest;
    }
  }
  return loads;
}

std::size_t Lanes::Idle() const {
  const MutexLock lock(mutex_);
  return waiting_.size();
}

void Lanes::GiveBack(const Claim& claim) {
  if (--claim.partition->running == 0 && claim.partition->dropped) idle_.notify_all();
}

void Lanes::WakeDue() {
  const auto now = std::chrono::steady_clock::now();
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    --delayed_.begin()->second.partition->waiting;
    ready_.push_back(std::move(delayed_.begin()->second));
    delayed_.erase(delayed_.begin());
    // One worker woke for this; others may be asleep while more than one lane is due.
    if (ready_.size() > 1) WakeOne();
  }
}

}  // namespace erp::kafka
