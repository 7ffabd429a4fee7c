#include "notification/domain/feed.h"

#include <algorithm>
#include <utility>

namespace erp::notification {

Feed::Step Feed::Read() {
  state_ = State::kReading;
  heard_ = 0;
  read_again_ = false;
  return {.read = true};
}

Feed::Step Feed::OnListening() {
  if (state_ != State::kReading) return Read();
  read_again_ = true;
  return {};
}

Feed::Step Feed::OnPage(const Page& page) {
  Step step;
  if (page.resync) {
    Entry head;
    head.seq = page.head;
    step.send.push_back({Outgoing::Kind::kResync, page.epoch, head, page.read_up_to});
  }
  if (!page.resync) {
    for (const auto& entry : page.settled_before) {
      step.send.push_back({Outgoing::Kind::kSettled, page.epoch, entry});
    }
  }
  for (const auto& entry : page.entries) {
    step.send.push_back({Outgoing::Kind::kEntry, page.epoch, entry});
  }
  const std::int64_t reached =
      page.more && !page.entries.empty() ? page.entries.back().seq : page.head;
  position_ = Cursor{page.epoch, reached};
  if (page.more || read_again_ || heard_ > reached) {
    step.read = Read().read;
    return step;
  }
  state_ = State::kLive;
  step.went_live = !std::exchange(was_live_, true);
  return step;
}

Feed::Step Feed::OnChange(const Change& change) {
  if (state_ == State::kDeaf) return {};
  if (change.kind == Change::Kind::kRead) {
    Outgoing read{.kind = Outgoing::Kind::kRead, .epoch = change.epoch, .entry = {}};
    read.read_up_to = change.read_up_to;
    read.unread = change.unread;
    read.ids = change.ids;
    return {.send = {std::move(read)}};
  }
  if (change.kind == Change::Kind::kAdded) return OnAdded(change);
  if (state_ == State::kReading) {
    // Whether the page has it is unknown; the next one will.
    read_again_ = true;
    return {};
  }
  if (change.epoch != position_->epoch || change.entry.seq > position_->seq) return Read();
  return {.send = {{Outgoing::Kind::kSettled, change.epoch, change.entry}}};
}

Feed::Step Feed::OnAdded(const Change& change) {
  if (state_ == State::kReading) {
    if (position_ && !position_->epoch.empty() && position_->epoch != change.epoch) {
      read_again_ = true;
    }
    heard_ = std::max(heard_, change.entry.seq);
    return {};
  }
  // An inbox that had never held anything gets its epoch with the first entry.
  const bool same_epoch =
      change.epoch == position_->epoch || (position_->epoch.empty() && position_->seq == 0);
  if (same_epoch && change.entry.seq <= position_->seq) return {};
  if (!same_epoch || change.entry.seq != position_->seq + 1) return Read();
  position_ = Cursor{change.epoch, change.entry.seq};
  return {.send = {{Outgoing::Kind::kEntry, change.epoch, change.entry}}};
}

}  // namespace erp::notification
