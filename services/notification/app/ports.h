// What this service needs from outside; store/ implements it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/id.h"
#include "notification/domain/cursor.h"
#include "notification/domain/notification.h"

namespace erp::notification {

enum class Stored {
  kAdded,
  kDuplicate,  // its id was seen before
  kSettled,    // it was settled before it came: kept, but nobody is told
};

enum class Settled {
  kOpen,     // it was open; now it is not
  kAlready,  // nothing changed
  kUnknown,  // not here yet; when it comes it is stored as settled
};

// What everybody was told, by person. Thread-safe. Each call blocks for at most a few seconds
// and throws Unavailable when the store does not answer; what changes something is one atomic
// unit, durable when the call returns, and tells all processes before that.
class Inbox {
 public:
  virtual ~Inbox() = default;

  virtual Stored Append(const Notification& notification, const std::string& traceparent) = 0;
  virtual Settled Settle(const Settlement& settlement) = 0;

  // Everything up to and including `up_to` is read; never goes back, and never beyond the last
  // one there is. Returns the number of unread ones left.
  virtual std::int64_t MarkRead(EmployeeId user, std::int64_t up_to) = 0;
  // Open, not read and not settled.
  virtual std::int64_t Unread(EmployeeId user) = 0;

  // At most `limit` entries after `cursor`, oldest first; see Page for a cursor that does not
  // fit. Without a cursor only the head.
  virtual Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) = 0;
  // At most `limit` entries before `before` (0: from the newest), newest first.
  virtual Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit) = 0;
};

// Changes of inboxes, told to every process that follows them. Only a hint: what is told while
// the connection is away is lost, and every return is announced. Thread-safe.
class Changes {
 public:
  struct Listener {
    // On a thread of the implementation; must not block.
    std::function<void(Change)> on_change;
    // From now on every change of this person's inbox is told. Also after each reconnection.
    std::function<void(EmployeeId)> on_listening;
  };

  virtual ~Changes() = default;
  virtual void Follow(EmployeeId user) = 0;
  virtual void Unfollow(EmployeeId user) = 0;
};

// The thread that owns the live sessions. Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `task` there, in the order of posting; dropped once it has stopped.
  virtual void Post(std::function<void()> task) = 0;
};

}  // namespace erp::notification
