// The values of this service: what somebody is to be published, and how it stands in their inbox.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/clock.h"
#include "common/id.h"

namespace erp::notification {

// What a notification is about: the id of a document, something else such as "quest:17", or
// whatever an operator has written in its place. Shown as it came, a number as a number and a text
// as a text.
using Subject = std::variant<RequestId, std::string>;

inline std::string TextOf(const Subject& subject) {
  if (const auto* id = std::get_if<RequestId>(&subject)) return id->str();
  return std::get<std::string>(subject);
}

// notification.requested: one person is to be published something, once. `id` is deterministic, so
// a repeat is recognised by it.
struct Notification {
  std::string id;
  EmployeeId user;
  std::string
      type;  // APPROVAL_REQUESTED, APPROVAL_STATUS_CHANGED, DECISION_REFUSED, OPERATOR_MESSAGE
  Subject approval;
  std::string status;
  std::string title;
  std::string message;
  Instant timestamp;
};

// The type of what is said to everybody who is listening, and kept nowhere.
inline constexpr const char* kOperatorBroadcast = "OPERATOR_BROADCAST";

// notification.settled: what the notification asked for is done or void.
struct Settlement {
  std::string id;  // of the notification
  EmployeeId user;
};

// What one person should have been published, by the ids of the notifications.
struct PublishedNotices {
  EmployeeId user;
  std::vector<std::string> requested;
  std::vector<std::string> settled;  // that these are no longer open
};

// A notification in its inbox. The sequence has no gaps within an epoch.
struct Entry {
  std::int64_t seq = 0;
  Notification notification;
  bool settled = false;
  bool read = false;
  std::string traceparent;  // of the event that asked for it
};

// A piece of an inbox in order, and how the whole stood at that instant.
struct Page {
  std::string epoch;      // empty: this inbox has never held anything
  std::int64_t head = 0;  // the last sequence given out
  std::int64_t read_up_to = 0;
  // The range asked for is not there (another epoch, trimmed away, or beyond the head), so the
  // entries are those of the whole inbox from its beginning.
  bool resync = false;
  std::vector<Entry> entries;
  bool more = false;  // there are entries after the last of these
  // Entries at or before the place asked for that were settled since then.
  std::vector<Entry> settled_before;
};

// What the stores of all processes are published when an inbox changes.
struct Change {
  enum class Kind { kAdded, kSettled, kRead };
  Kind kind = Kind::kAdded;
  EmployeeId user;
  std::string epoch;
  Entry entry;  // not of kRead
  // Of kRead: how far everything is read, what was read one by one just now, and what is left.
  std::int64_t read_up_to = 0;
  std::int64_t unread = 0;
  std::vector<std::string> ids = {};
};

}  // namespace erp::notification
