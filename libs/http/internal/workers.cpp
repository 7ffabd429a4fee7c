#include "http/internal/workers.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "common/thread_annotations.h"

namespace erp::http {

Workers::Workers(std::size_t threads, std::size_t queue, std::chrono::milliseconds idle_for)
    : most_threads_(threads), limit_(threads + queue), idle_for_(idle_for) {
  idle_.reserve(threads);
}

Workers::~Workers() { Stop(); }

bool Workers::Submit(std::function<void()> job) {
  const MutexLock lock(mutex_);
  if (stopped_ || jobs_.size() + running_ >= limit_ || !SomebodyWillTakeIt()) return false;
  jobs_.push_back(std::move(job));
  return true;
}

// Wakes or starts a thread, which waits for the lock; or all are busy and look when they are done.
bool Workers::SomebodyWillTakeIt() {
  if (!idle_.empty()) {
    Idle& last = *idle_.back();
    idle_.pop_back();
    Wake(last);
    return true;
  }
  if (threads_.size() == most_threads_) return true;
  for (auto& thread : ended_) thread.join();
  ended_.clear();
  const auto self = threads_.emplace(threads_.end());
  try {
    *self = std::thread([this, self] { Work(self); });
  } catch (const std::system_error&) {
    threads_.erase(self);
    return false;  // the machine has no more threads: refused as when all are busy
  }
  return true;
}

void Workers::Wake(Idle& idle) {
  idle.woken = true;
  idle.woken_or_stopped.notify_one();
}

std::size_t Workers::waiting() const {
  const MutexLock lock(mutex_);
  return jobs_.size();
}

void Workers::Stop() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
    for (Idle* idle : idle_) Wake(*idle);
    idle_.clear();
  }
  for (Threads* list : {&threads_, &ended_}) {
    for (auto& thread : *list) {
      if (thread.joinable()) thread.join();
    }
  }
}

std::size_t Workers::threads() const {
  const MutexLock lock(mutex_);
  return threads_.size();
}

bool Workers::AwaitJob(Idle& self, MutexLock& lock) {
  while (jobs_.empty()) {
    if (stopped_) return false;
    self.woken = false;
    idle_.push_back(&self);
    if (self.woken_or_stopped.wait_for(lock.native(), idle_for_, [&self] { return self.woken; }))
      continue;
    std::erase(idle_, &self);
    return false;
  }
  return true;
}

void Workers::Work(Threads::iterator self) {
  Idle idle;
  MutexLock lock(mutex_);
  while (AwaitJob(idle, lock)) {
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    ++running_;
    lock.unlock();
    job();
    job = nullptr;  // what it holds goes before the next job may run
    lock.lock();
    --running_;
  }
  if (!stopped_) ended_.splice(ended_.end(), threads_, self);
}

}  // namespace erp::http
