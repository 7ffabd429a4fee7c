// All subscriptions of this process: which person each belongs to, how far it has got, and
// what has to be read for it. Nothing here decides alone: every process that holds a session
// of a person hears the same changes and reads the same inbox.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/retry.h"
#include "notification/app/page_reader.h"
#include "notification/app/ports.h"
#include "notification/domain/feed.h"

namespace erp::notification {

using SessionId = std::uint64_t;

// A subscription of a session.
struct FeedKey {
  SessionId session = 0;
  std::string subscription;

  friend auto operator<=>(const FeedKey&, const FeedKey&) = default;
};

// Owned by one thread, the executor's: everything here is called there.
class LiveFeeds {
 public:
  struct Output {
    std::function<void(const FeedKey&, const Outgoing&)> deliver;
    // The subscription has caught up for the first time.
    std::function<void(const FeedKey&)> went_live;
    // Whether the session takes more now; when not, OnRoom() is called once it does.
    std::function<bool(SessionId)> has_room;
  };

  LiveFeeds(Changes& changes, PageReader& reader, Output output);

  void Open(const FeedKey& key, EmployeeId user, std::optional<Cursor> last);
  void Close(const FeedKey& key);
  void CloseSession(SessionId session);

  void OnListening(EmployeeId user);
  void OnChange(const Change& change);
  void OnAnnouncement(const Notification& announcement);
  // All inboxes are read on, as after a broken connection: somebody knows that they have changed
  // without a change being published.
  void ReadAgain();
  void OnRoom(SessionId session);
  // About once a second: readings that failed are tried again.
  void Tick(std::chrono::steady_clock::time_point now);

  [[nodiscard]] std::size_t size() const { return feeds_.size(); }

 private:
  struct Subscription {
    EmployeeId user;
    Feed feed;
    std::uint64_t serial = 0;  // tells apart two feeds of one key, one after the other
    // Read and not yet sent, the session had no room. A list takes nothing while it is empty.
    std::list<Outgoing> backlog = {};
    bool went_live = false;    // to be shown after the backlog
    bool read_wanted = false;  // after the backlog
    Backoff backoff{std::chrono::milliseconds(500), std::chrono::milliseconds(10'000)};
    std::optional<std::chrono::steady_clock::time_point> retry_at = {};
    std::uint64_t ticket = 0;  // its place in waiting_; 0: it has none
  };
  struct Person {
    bool listening = false;
    std::vector<FeedKey> feeds;
  };
  using Feeds = std::map<FeedKey, Subscription>;

  void Carry(const FeedKey& key, Subscription& subscription, Feed::Step step);
  // Sends what the session takes; then goes on with what waits for that.
  void Drain(const FeedKey& key, Subscription& subscription);
  void Forget(Feeds::iterator feed);
  // Whether something live goes out at once: nothing waits before it, and the session takes it.
  bool Follows(const FeedKey& key, const Subscription& subscription) const;
  void Enqueue(const FeedKey& key, Subscription& subscription);
  // Hands waiting readings to the reader as far as it takes them.
  void SubmitReads();
  void OnRead(const FeedKey& key, std::uint64_t serial, std::optional<Page> page);

  Changes& changes_;
  PageReader& reader_;
  const Output output_;
  Feeds feeds_;
  std::unordered_map<EmployeeId, Person> people_;
  // For a reading, in order; each subscription at most once.
  std::map<std::uint64_t, FeedKey> waiting_;
  std::uint64_t last_ticket_ = 0;
  std::size_t reading_ = 0;
  std::uint64_t last_serial_ = 0;
};

}  // namespace erp::notification
