#include "approval-request/app/result_watch.h"

#include <algorithm>
#include <utility>

#include "common/thread_annotations.h"

namespace erp::approval_request {

ResultWatch::Ticket::Ticket(Ticket&& other) noexcept
    : watch_(std::exchange(other.watch_, nullptr)), place_(other.place_) {}

ResultWatch::Ticket::~Ticket() {
  if (watch_ == nullptr) return;
  const MutexLock lock(watch_->mutex_);
  watch_->places_.erase(place_);
}

bool ResultWatch::Ticket::Wait(const std::string& result_id, Deadline deadline) {
  MutexLock lock(watch_->mutex_);
  return watch_->announced_.wait_until(lock.native(), deadline.when(), [&] {
    watch_->mutex_.AssertHeld();
    return std::find(place_->seen.begin(), place_->seen.end(), result_id) != place_->seen.end();
  });
}

std::optional<ResultWatch::Ticket> ResultWatch::Join(RequestId document) {
  const MutexLock lock(mutex_);
  if (places_.size() >= capacity_) return std::nullopt;
  return Ticket(*this, places_.insert(places_.end(), {document, {}}));
}

void ResultWatch::Announce(RequestId document, const std::string& result_id) {
  bool wanted = false;
  {
    const MutexLock lock(mutex_);
    for (auto& place : places_) {
      if (place.document != document) continue;
      place.seen.push_back(result_id);
      wanted = true;
    }
  }
  if (wanted) announced_.notify_all();
}

}  // namespace erp::approval_request
