// Inboxes and their changes in memory, for tests of what lies above the ports.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/error.h"
#include "notification/app/ports.h"

namespace erp::notification {

// Thread-safe. Listeners are called under the lock, so in the order of the changes.
class MemoryStore final : public Inbox, public Changes {
 public:
  void SetListener(Listener listener) { listener_ = std::move(listener); }

  Stored Append(const Notification& notification, const std::string& traceparent) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    Box& box = boxes_[notification.user];
    if (box.epoch.empty()) box.epoch = "e1";
    for (const auto& entry : box.entries) {
      if (entry.notification.id == notification.id) return Stored::kDuplicate;
    }
    Entry entry;
    entry.seq = ++box.head;
    entry.notification = notification;
    entry.traceparent = traceparent;
    box.entries.push_back(entry);
    Tell({Change::Kind::kAdded, notification.user, box.epoch, entry});
    return Stored::kAdded;
  }

  Settled Settle(const Settlement& settlement) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    Box& box = boxes_[settlement.user];
    for (auto& entry : box.entries) {
      if (entry.notification.id != settlement.id) continue;
      if (std::exchange(entry.settled, true)) return Settled::kAlready;
      Tell({Change::Kind::kSettled, settlement.user, box.epoch, entry});
      return Settled::kOpen;
    }
    return Settled::kUnknown;
  }

  std::int64_t MarkRead(EmployeeId user, std::int64_t up_to) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    Box& box = boxes_[user];
    box.read = std::max(box.read, std::min(up_to, box.head));
    return CountUnread(box);
  }

  std::int64_t Unread(EmployeeId user) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    return CountUnread(boxes_[user]);
  }

  Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    ++readings_;
    const Box& box = boxes_[user];
    Page page;
    page.epoch = box.epoch;
    page.head = box.head;
    if (!cursor) return page;
    page.resync = (!cursor->epoch.empty() && cursor->epoch != box.epoch) || cursor->seq > box.head;
    const std::int64_t after = page.resync ? 0 : cursor->seq;
    for (const auto& entry : box.entries) {
      if (entry.seq <= after) continue;
      if (static_cast<std::int64_t>(page.entries.size()) == limit) {
        page.more = true;
        break;
      }
      page.entries.push_back(entry);
    }
    return page;
  }

  Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    const Box& box = boxes_[user];
    Page page;
    page.epoch = box.epoch;
    page.head = box.head;
    for (auto entry = box.entries.rbegin(); entry != box.entries.rend(); ++entry) {
      if (before != 0 && entry->seq >= before) continue;
      if (static_cast<std::int64_t>(page.entries.size()) == limit) {
        page.more = true;
        break;
      }
      page.entries.push_back(*entry);
      page.entries.back().read = entry->seq <= box.read;
    }
    return page;
  }

  void Follow(EmployeeId user) override {
    const std::lock_guard lock(mutex_);
    followed_.insert(user);
    if (hearing_) listener_.on_listening(user);
  }
  void Unfollow(EmployeeId user) override {
    const std::lock_guard lock(mutex_);
    followed_.erase(user);
  }
  std::set<EmployeeId> followed() {
    const std::lock_guard lock(mutex_);
    return followed_;
  }

  // While false, changes are told to nobody; true announces the return for every person.
  void SetHearing(bool hearing) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(hearing_, hearing) || !hearing) return;
    for (const EmployeeId user : followed_) listener_.on_listening(user);
  }
  // While true every use throws Unavailable.
  void SetAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  int readings() {
    const std::lock_guard lock(mutex_);
    return readings_;
  }

 private:
  struct Box {
    std::string epoch;
    std::int64_t head = 0;
    std::int64_t read = 0;
    std::vector<Entry> entries;
  };

  void ThrowWhenAway() const {
    if (away_) throw Unavailable("away");
  }
  static std::int64_t CountUnread(const Box& box) {
    std::int64_t unread = 0;
    for (const auto& entry : box.entries) unread += entry.seq > box.read && !entry.settled;
    return unread;
  }
  void Tell(const Change& change) {
    if (hearing_ && followed_.contains(change.user)) listener_.on_change(change);
  }

  std::mutex mutex_;
  Listener listener_;
  std::map<EmployeeId, Box> boxes_;
  std::set<EmployeeId> followed_;
  bool hearing_ = true;
  bool away_ = false;
  int readings_ = 0;
};

}  // namespace erp::notification
