// Inboxes and their changes in memory, for tests of what lies above the ports.
#pragma once

#include <functional>
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
class MemoryStore final : public Inbox, public Changes, public StoreRuns, public Announcer {
 public:
  void SetListener(Listener listener) { listener_ = std::move(listener); }

  Appended Append(const Notification& notification,
                  const std::string& traceparent,
                  const Fence& fence) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    if (!fence.run.empty() && fence.run != life_.run) return {.what = Stored::kForeignRun};
    if (!fence.may_begin && !boxes_.contains(notification.user)) return {.what = Stored::kNoInbox};
    Box& box = boxes_[notification.user];
    if (box.epoch.empty()) box.epoch = "e1";
    for (const auto& entry : box.entries) {
      if (entry.notification.id != notification.id) continue;
      return {Stored::kDuplicate, box.epoch, entry.seq, entry.notification};
    }
    Entry entry;
    entry.seq = ++box.head;
    entry.notification = notification;
    entry.traceparent = traceparent;
    box.entries.push_back(entry);
    Tell({Change::Kind::kAdded, notification.user, box.epoch, entry});
    return {Stored::kAdded, box.epoch, entry.seq, std::nullopt};
  }

  Settled Settle(const Settlement& settlement, const Fence& fence) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    if (fence.run != life_.run) return Settled::kForeignRun;
    Box& box = boxes_[settlement.user];
    for (auto& entry : box.entries) {
      if (entry.notification.id != settlement.id) continue;
      if (std::exchange(entry.settled, true)) return Settled::kAlready;
      Tell({Change::Kind::kSettled, settlement.user, box.epoch, entry});
      return Settled::kOpen;
    }
    return fence.may_begin ? Settled::kUnknown : Settled::kNotThere;
  }

  Missing FindMissing(const std::vector<PublishedNotices>&) override { return {}; }

  std::optional<ReadState> MarkRead(EmployeeId,
                                    const std::string&,
                                    const std::vector<std::string>&) override {
    return ReadState{};
  }
  std::optional<ReadState> MarkRead(EmployeeId user, const Cursor& up_to) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    if (!boxes_.contains(user)) return ReadState{};
    Box& box = boxes_[user];
    if (!up_to.epoch.empty() && up_to.epoch != box.epoch) return std::nullopt;
    box.read = std::max(box.read, std::min(up_to.seq, box.head));
    return ReadState{CountUnread(box), box.epoch, box.read};
  }

  StoreLife Read() override {
    std::function<void()> meanwhile;
    StoreLife life;
    {
      const std::lock_guard lock(mutex_);
      ++looks_;
      ThrowWhenAway();
      life = life_;
      meanwhile.swap(meanwhile_);
    }
    if (meanwhile) meanwhile();
    return life;
  }
  bool Note(const std::string& run, Basis basis, const Offsets& offsets, Instant now) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    ++notes_[basis];
    if (run != life_.run) return false;
    for (const auto& [partition, offset] : offsets) {
      const auto noted = life_.replayed.find(partition);
      if (basis != Basis::kNothing && noted == life_.replayed.end()) return false;
      if (basis == Basis::kThisRun && noted->second.run != run) return false;
    }
    for (const auto& [partition, offset] : offsets) life_.replayed[partition] = {run, now, offset};
    return true;
  }
  void Announce(const Notification& announcement) override {
    const std::lock_guard lock(mutex_);
    ThrowWhenAway();
    announced_.push_back(announcement);
  }
  // Another run of the server; with `empty` everything is gone.
  void Restart(const std::string& run, bool empty) {
    const std::lock_guard lock(mutex_);
    life_.run = run;
    if (!empty) return;
    life_.replayed.clear();
    boxes_.clear();
  }
  // Runs once, when the next look at the store's life has been answered.
  void AfterNextLook(std::function<void()> meanwhile) {
    const std::lock_guard lock(mutex_);
    meanwhile_ = std::move(meanwhile);
  }
  int looks() {
    const std::lock_guard lock(mutex_);
    return looks_;
  }
  int notes(Basis basis) {
    const std::lock_guard lock(mutex_);
    return notes_[basis];
  }
  StoreLife life() {
    const std::lock_guard lock(mutex_);
    return life_;
  }
  std::vector<Notification> announced() {
    const std::lock_guard lock(mutex_);
    return announced_;
  }

  Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) override {
    const std::lock_guard lock(mutex_);
    ++readings_;
    ThrowWhenAway();
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

  // While false, changes are published to nobody; true announces the return for every person.
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
  // How often somebody asked for a page by cursor, answered or not.
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
  StoreLife life_{"run1", {}};
  std::vector<Notification> announced_;
  std::set<EmployeeId> followed_;
  bool hearing_ = true;
  bool away_ = false;
  int readings_ = 0;
  int looks_ = 0;
  std::map<Basis, int> notes_;
  std::function<void()> meanwhile_;
};

}  // namespace erp::notification
