#include "notification/app/live_feeds.h"

#include <algorithm>
#include <utility>

namespace erp::notification {
namespace {

constexpr std::int64_t kPageLimit = 64;
// More than what can be read at once. Beyond it are only announcements, which can be read nowhere:
// they are sent whether there is room or not, up to the limit of the connection.
constexpr std::size_t kMaxWaiting = 2048;

}  // namespace

LiveFeeds::LiveFeeds(Changes& changes, PageReader& reader, Output output)
    : changes_(changes), reader_(reader), output_(std::move(output)) {}

void LiveFeeds::Open(const FeedKey& key, EmployeeId user, std::optional<Cursor> last) {
  const auto [feed, added] =
      feeds_.try_emplace(key, Subscription{user, Feed(std::move(last)), ++last_serial_});
  if (!added) return;
  Person& person = people_[user];
  person.feeds.push_back(key);
  if (person.listening) {
    Carry(key, feed->second, feed->second.feed.OnListening());
    SubmitReads();
  } else if (person.feeds.size() == 1) {
    changes_.Follow(user);
  }
}

void LiveFeeds::Close(const FeedKey& key) {
  const auto feed = feeds_.find(key);
  if (feed != feeds_.end()) Forget(feed);
}

void LiveFeeds::CloseSession(SessionId session) {
  for (auto feed = feeds_.lower_bound({session, ""});
       feed != feeds_.end() && feed->first.session == session;) {
    Forget(feed++);
  }
}

void LiveFeeds::Forget(Feeds::iterator feed) {
  const auto person = people_.find(feed->second.user);
  auto& keys = person->second.feeds;
  keys.erase(std::remove(keys.begin(), keys.end(), feed->first), keys.end());
  if (keys.empty()) {
    changes_.Unfollow(person->first);
    people_.erase(person);
  }
  waiting_.erase(feed->second.ticket);
  feeds_.erase(feed);
}

void LiveFeeds::OnListening(EmployeeId user) {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  person->second.listening = true;
  for (const FeedKey& key : person->second.feeds) {
    Subscription& subscription = feeds_.at(key);
    Carry(key, subscription, subscription.feed.OnListening());
  }
  SubmitReads();
}

void LiveFeeds::OnChange(const Change& change) {
  const auto person = people_.find(change.user);
  if (person == people_.end()) return;
  for (const FeedKey& key : person->second.feeds) {
    Subscription& subscription = feeds_.at(key);
    // A session that is behind takes this from the inbox when it has come that far.
    // What was read is not in the inbox: it waits its turn.
    const bool later = change.kind != Change::Kind::kRead && subscription.feed.live() &&
                       !Follows(key, subscription);
    Carry(key, subscription,
          later ? subscription.feed.OnListening() : subscription.feed.OnChange(change));
  }
  SubmitReads();
}

void LiveFeeds::OnAnnouncement(const Notification& announcement) {
  Outgoing message;
  message.kind = Outgoing::Kind::kAnnouncement;
  message.entry.notification = announcement;
  for (auto& [key, subscription] : feeds_) Carry(key, subscription, {.send = {message}});
}

void LiveFeeds::ReadAgain() {
  for (auto& [key, subscription] : feeds_) {
    if (!people_.at(subscription.user).listening) continue;
    Carry(key, subscription, subscription.feed.OnListening());
  }
  SubmitReads();
}

bool LiveFeeds::Follows(const FeedKey& key, const Subscription& subscription) const {
  return subscription.backlog.empty() && output_.has_room(key.session);
}

void LiveFeeds::OnRoom(SessionId session) {
  for (auto feed = feeds_.lower_bound({session, ""});
       feed != feeds_.end() && feed->first.session == session; ++feed) {
    Drain(feed->first, feed->second);
  }
  SubmitReads();
}

void LiveFeeds::Tick(std::chrono::steady_clock::time_point now) {
  for (auto& [key, subscription] : feeds_) {
    if (!subscription.retry_at || *subscription.retry_at > now) continue;
    subscription.retry_at.reset();
    Enqueue(key, subscription);
  }
  SubmitReads();
}

void LiveFeeds::Carry(const FeedKey& key, Subscription& subscription, Feed::Step step) {
  for (auto& message : step.send) subscription.backlog.push_back(std::move(message));
  subscription.went_live |= step.went_live;
  subscription.read_wanted |= step.read;
  Drain(key, subscription);
}

void LiveFeeds::Drain(const FeedKey& key, Subscription& subscription) {
  auto& backlog = subscription.backlog;
  while (!backlog.empty()) {
    if (backlog.size() <= kMaxWaiting && !output_.has_room(key.session)) return;
    const Outgoing message = std::move(backlog.front());
    backlog.pop_front();
    output_.deliver(key, message);
  }
  if (std::exchange(subscription.went_live, false)) output_.went_live(key);
  if (!subscription.read_wanted || !output_.has_room(key.session)) return;
  subscription.read_wanted = false;
  Enqueue(key, subscription);
}

void LiveFeeds::Enqueue(const FeedKey& key, Subscription& subscription) {
  subscription.ticket = ++last_ticket_;
  waiting_.emplace(subscription.ticket, key);
}

void LiveFeeds::SubmitReads() {
  while (!waiting_.empty() && reading_ < reader_.capacity()) {
    const FeedKey key = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    Subscription& subscription = feeds_.at(key);
    subscription.ticket = 0;
    PageReader::Request request{
        subscription.user, subscription.feed.from(), kPageLimit,
        [this, key, serial = subscription.serial](std::optional<Page> page) {
          OnRead(key, serial, std::move(page));
        }};
    // There is room: reading_ counts what was submitted and has not come back.
    if (!reader_.Submit(std::move(request))) return;
    ++reading_;
  }
}

void LiveFeeds::OnRead(const FeedKey& key, std::uint64_t serial, std::optional<Page> page) {
  --reading_;
  const auto feed = feeds_.find(key);
  if (feed != feeds_.end() && feed->second.serial == serial) {
    Subscription& subscription = feed->second;
    if (page) {
      subscription.backoff.Reset();
      Carry(key, subscription, subscription.feed.OnPage(*page));
    } else {
      subscription.retry_at = std::chrono::steady_clock::now() + subscription.backoff.Next();
    }
  }
  SubmitReads();
}

}  // namespace erp::notification
