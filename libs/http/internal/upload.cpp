#include "http/internal/upload.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/thread_annotations.h"

namespace erp::http {
namespace {

const char* TextOf(BodyCut::Why why) {
  switch (why) {
    case BodyCut::Why::kGone:
      return "the client closed the connection";
    case BodyCut::Why::kMalformed:
      return "a chunk cannot be read";
    case BodyCut::Why::kTooLarge:
      return "the body is larger than its route takes";
    case BodyCut::Why::kTooSlow:
      return "the body came too slowly";
    case BodyCut::Why::kLate:
      return "the handler took too long";
    case BodyCut::Why::kStopping:
      return "the server stops";
  }
  return "";
}

}  // namespace

BodyCut::BodyCut(Why why) : std::runtime_error(TextOf(why)), why_(why) {}

int BodyCut::status() const {
  switch (why_) {
    case Why::kGone:
      return 499;
    case Why::kMalformed:
      return 400;
    case Why::kTooLarge:
      return 413;
    case Why::kTooSlow:
      return 408;
    case Why::kLate:
    case Why::kStopping:
      return 503;
  }
  return 500;
}

Upload::Upload(std::function<void()> wanted, std::atomic<std::size_t>& held)
    : wanted_(std::move(wanted)), held_(held) {}

Upload::~Upload() { held_ -= size_; }

// Half a ring at once: reading the socket for every few bytes would cost more than it brings.
bool Upload::Asks() {
  if (asked_ || whole_ || cut_ || size_ > kCapacity / 2) return false;
  asked_ = true;
  return true;
}

void Upload::Take(std::span<char> into) {
  const auto first = std::min(into.size(), kCapacity - begin_);
  std::memcpy(into.data(), ring_.get() + begin_, first);
  std::memcpy(into.data() + first, ring_.get(), into.size() - first);
  begin_ = (begin_ + into.size()) % kCapacity;
  size_ -= into.size();
  held_ -= into.size();
}

std::size_t Upload::Read(std::span<char> into) {
  MutexLock lock(mutex_);
  if (Asks()) {
    lock.unlock();
    wanted_();
    lock.lock();
  }
  while (size_ == 0 && !whole_ && !cut_) changed_.wait(lock.native());
  if (cut_) throw BodyCut(*cut_);
  const auto taken = std::min(into.size(), size_);
  if (taken > 0) Take(into.first(taken));
  consumed_ = whole_ && size_ == 0;
  const bool asks = Asks();
  lock.unlock();
  if (asks) wanted_();
  return taken;
}

bool Upload::consumed() const {
  const MutexLock lock(mutex_);
  return consumed_ && !cut_;
}

std::span<char> Upload::Room() {
  const MutexLock lock(mutex_);
  if (!ring_) ring_ = std::make_unique_for_overwrite<char[]>(kCapacity);
  asked_ = size_ < kCapacity;
  const auto end = (begin_ + size_) % kCapacity;
  const auto room = std::min(kCapacity - size_, kCapacity - end);
  return {ring_.get() + end, room};
}

std::size_t Upload::free() const {
  const MutexLock lock(mutex_);
  return kCapacity - size_;
}

void Upload::Arrived(std::size_t size) {
  {
    const MutexLock lock(mutex_);
    size_ += size;
    held_ += size;
  }
  changed_.notify_one();
}

void Upload::Finish() {
  {
    const MutexLock lock(mutex_);
    if (!cut_) whole_ = true;
  }
  changed_.notify_one();
}

void Upload::Fail(BodyCut::Why why) {
  {
    const MutexLock lock(mutex_);
    if (!cut_) cut_ = why;
  }
  changed_.notify_one();
}

}  // namespace erp::http
