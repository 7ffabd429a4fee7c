#include "approval-request/app/decision_watch.h"

#include <algorithm>
#include <utility>

namespace erp::approval_request {

DecisionWatch::Ticket::Ticket(Ticket&& other) noexcept
    : watch_(std::exchange(other.watch_, nullptr)), place_(other.place_) {}

DecisionWatch::Ticket::~Ticket() {
  if (watch_ == nullptr) return;
  const std::lock_guard lock(watch_->mutex_);
  watch_->places_.erase(place_);
}

bool DecisionWatch::Ticket::Wait(const std::string& decision_id, Deadline deadline) {
  std::unique_lock lock(watch_->mutex_);
  return watch_->announced_.wait_until(lock, deadline.when(), [&] {
    return std::find(place_->seen.begin(), place_->seen.end(), decision_id) != place_->seen.end();
  });
}

std::optional<DecisionWatch::Ticket> DecisionWatch::Join(RequestId request) {
  const std::lock_guard lock(mutex_);
  if (places_.size() >= capacity_) return std::nullopt;
  return Ticket(*this, places_.insert(places_.end(), {request, {}}));
}

void DecisionWatch::Announce(RequestId request, const std::string& decision_id) {
  bool wanted = false;
  {
    const std::lock_guard lock(mutex_);
    for (auto& place : places_) {
      if (place.request != request) continue;
      place.seen.push_back(decision_id);
      wanted = true;
    }
  }
  if (wanted) announced_.notify_all();
}

}  // namespace erp::approval_request
