// What this service needs from outside; store/ implements it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/id.h"
#include "notification/domain/cursor.h"
#include "notification/domain/notification.h"
#include "notification/domain/replay.h"

namespace erp::notification {

enum class Stored {
  kAdded,
  kDuplicate,  // its id was seen before
  kSettled,    // it was settled before it came: kept, but nobody is published
  // Nothing was done:
  kForeignRun,  // the store's server is in another run than the one it was meant for
  kNoInbox,     // the person has never had anything, and that was not allowed for
};

// Under which circumstances something is stored.
struct Fence {
  std::string run = {};  // of the store's server; empty: any
  // Also what depends on that nothing was lost: the first notification of a person, and the
  // settlement of one that is not there.
  bool may_begin = true;
};

struct Appended {
  Stored what = Stored::kAdded;
  std::string epoch = {};
  std::int64_t seq = 0;                      // 0: it has left the inbox
  std::optional<Notification> earlier = {};  // of kDuplicate, while it is in the inbox
};

enum class Settled {
  kOpen,     // it was open; now it is not
  kAlready,  // nothing changed
  kUnknown,  // not here yet; when it comes it is stored as settled
  // Nothing was done:
  kForeignRun,  // as of Stored
  kNotThere,    // not here yet, and that was not allowed for
};

// How far a person has read.
struct ReadState {
  std::int64_t unread = 0;  // open, not read and not settled
  std::string epoch = {};   // empty: this inbox has never held anything
  std::int64_t read_up_to = 0;
};

// What everybody was published, by person. Thread-safe. Each call blocks for at most a few seconds
// and throws Unavailable when the store does not answer; what changes something is one atomic
// unit, durable when the call returns, and all processes are notified before that.
class Inbox {
 public:
  virtual ~Inbox() = default;

  virtual Appended Append(const Notification& notification,
                          const std::string& traceparent,
                          const Fence& fence) = 0;
  // The fence's run is never empty.
  virtual Settled Settle(const Settlement& settlement, const Fence& fence) = 0;

  // Everything up to and including `up_to` is read; never goes back, and never beyond the last
  // one there is. Nothing when its epoch (empty: the present one) is over: then nothing moved.
  virtual std::optional<ReadState> MarkRead(EmployeeId user, const Cursor& up_to) = 0;
  // These notifications are read; those that are not in the inbox (any more) are left out. Nothing
  // when `epoch` (empty: the present one) is over.
  virtual std::optional<ReadState> MarkRead(EmployeeId user,
                                            const std::string& epoch,
                                            const std::vector<std::string>& ids) = 0;

  // At most `limit` entries after `cursor`, oldest first; see Page for a cursor that does not
  // fit. Without a cursor only the head.
  virtual Page After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) = 0;
  // At most `limit` entries before `before` (0: from the newest), newest first.
  virtual Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit) = 0;

  struct Missing {
    // Of the data that were asked: another one when they may have lost something since.
    std::string store;
    std::vector<PublishedNotices>
        published;  // who has not got what; nobody without anything missing
  };
  // What of these the inboxes have not got; only of the last 31 days, as repeats are known.
  virtual Missing FindMissing(const std::vector<PublishedNotices>& published) = 0;
};

// By partition of the topic: everything before it is in the store.
using Offsets = std::map<std::string, std::int64_t>;

// What must stand in a note before it is written anew.
enum class Basis { kNothing, kAnyRun, kThisRun };

// What the store knows of its own life. Thread-safe; blocks and throws as Inbox does.
class StoreRuns {
 public:
  virtual ~StoreRuns() = default;
  virtual StoreLife Read() = 0;
  // Notes that the partitions are complete for `run`, up to these offsets. False, and nothing
  // is noted, when the server is in another run or one of them has not what it must.
  virtual bool Note(const std::string& run, Basis basis, const Offsets& offsets, Instant now) = 0;
};

// Says something to everybody who is listening now, at all processes; it is kept nowhere.
// Thread-safe; blocks and throws as Inbox does.
class Announcer {
 public:
  virtual ~Announcer() = default;
  virtual void Announce(const Notification& announcement) = 0;
};

// Changes of inboxes, published to every process that follows them. Only a hint: what is published
// while the connection is away is lost, and every return is announced. Thread-safe.
class Changes {
 public:
  struct Listener {
    // On a thread of the implementation; must not block.
    std::function<void(Change)> on_change;
    // From now on every change of this person's inbox is published. Also after each reconnection.
    std::function<void(EmployeeId)> on_listening;
    // Something is said to everybody; of its fields `user` and `title` are not set.
    std::function<void(const Notification&)> on_announcement = {};
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
