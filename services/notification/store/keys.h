// The names of what one person's inbox consists of. All share the hash tag {uid}, so that the
// scripts stay whole in a cluster. `prefix` is "nt" outside of tests.
//
//   nt:{uid}:inbox    stream: one entry per notification, id "<seq>-0", about 1000 kept
//   nt:{uid}:meta     hash: epoch, run (of the server, under which the epoch was named), seq (last
//                     given out), read (mark)
//   nt:{uid}:seen     sorted set: notification id -> ms of arrival, 32 days (deduplication)
//   nt:{uid}:index    sorted set: notification id -> seq, of what is in the inbox
//   nt:{uid}:open     sorted set: notification id -> seq, of what is neither read nor settled:
//                     its size is the unread count
//   nt:{uid}:settled  sorted set: notification id -> head when it was settled, of what is in
//                     the inbox
//   nt:{uid}:tombs    sorted set: notification id -> ms, settled before it came, 32 days
//   nt:{uid}:read     sorted set: notification id -> seq, read one by one beyond the mark
//   nt:{uid}          channel: "read <epoch> <mark> <unread>[\n<id>...]", and every change,
//   "added|settled <epoch> <seq> <traceparent>\n<body>"
//
// Of the whole, without a hash tag:
//   nt:positions      hash: partition of the topic -> "<run> <ms> <offset>": everything before
//                     that offset was in this server's store then
//   nt:store          string: a name of these data, new when all was lost
//   nt:all            channel: what is said to everybody, a body as in an inbox
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/id.h"

namespace erp::notification {

// How long `seen` and `tombs` remember: longer than a record of the topic can be read, so that no
// replay of it is taken for news (kafka/retention.h; tests/unit/retention_test.cpp).
inline constexpr std::chrono::milliseconds kRemember = std::chrono::days(32);

class InboxKeys {
 public:
  explicit InboxKeys(std::string prefix) : prefix_(std::move(prefix)) {}

  [[nodiscard]] std::string Channel(EmployeeId user) const {
    return prefix_ + ":{" + user.str() + "}";
  }
  // The person of a channel; empty when it is not one of these.
  [[nodiscard]] std::optional<EmployeeId> UserOf(std::string_view channel) const {
    const std::string head = prefix_ + ":{";
    if (channel.substr(0, head.size()) != head || channel.back() != '}') return std::nullopt;
    return EmployeeId::Parse(channel.substr(head.size(), channel.size() - head.size() - 1));
  }
  // In the order in which every script takes them.
  [[nodiscard]] std::vector<std::string> All(EmployeeId user) const {
    const std::string stem = Channel(user);
    return {stem + ":inbox", stem + ":meta",    stem + ":seen",  stem + ":index",
            stem + ":open",  stem + ":settled", stem + ":tombs", stem + ":read"};
  }
  [[nodiscard]] std::string Positions() const { return prefix_ + ":positions"; }
  [[nodiscard]] std::string Store() const { return prefix_ + ":store"; }
  [[nodiscard]] std::string Everybody() const { return prefix_ + ":all"; }

 private:
  std::string prefix_;
};

}  // namespace erp::notification
