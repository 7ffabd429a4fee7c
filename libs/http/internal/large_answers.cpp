#include "http/internal/large_answers.h"

#include <algorithm>
#include <utility>

namespace erp::http {

LargeAnswers::LargeAnswers(std::size_t bytes, std::size_t queue) : bytes_(bytes), queue_(queue) {}

bool LargeAnswers::Fits(std::size_t bytes) const { return held_ == 0 || held_ + bytes <= bytes_; }

bool LargeAnswers::Ask(Ticket ticket, std::size_t bytes, std::function<void()> start) {
  // Nobody overtakes those who wait, or a large answer could wait for ever.
  if (!waiting_.empty() || !Fits(bytes)) {
    if (waiting_.size() >= queue_) return false;
    waiting_.push_back({ticket, bytes, std::move(start)});
    return true;
  }
  held_ += bytes;
  holders_[ticket] = bytes;
  start();
  return true;
}

void LargeAnswers::Shrink(Ticket ticket, std::size_t bytes) {
  const auto holder = holders_.find(ticket);
  if (holder == holders_.end() || holder->second <= bytes) return;
  held_ -= holder->second - bytes;
  holder->second = bytes;
  StartNext();
}

void LargeAnswers::Release(Ticket ticket) {
  const auto holder = holders_.find(ticket);
  if (holder != holders_.end()) {
    held_ -= holder->second;
    holders_.erase(holder);
  } else {
    std::erase_if(waiting_, [ticket](const Waiting& waiting) { return waiting.ticket == ticket; });
  }
  StartNext();
}

void LargeAnswers::StartNext() {
  while (!waiting_.empty() && Fits(waiting_.front().bytes)) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    held_ += next.bytes;
    holders_[next.ticket] = next.bytes;
    next.start();
  }
}

}  // namespace erp::http
