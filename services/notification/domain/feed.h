// How far one subscription has got in its person's inbox, as a state machine: pages of the
// inbox and changes published live in, what to send and whether to read on out. Whatever happens
// in between, every entry goes out once and in order, or the client has to start anew.
//
// The gap between reading and listening is closed by order: first listen to the channel, then
// read the inbox; what comes live meanwhile only says that there is more to read. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "notification/domain/cursor.h"
#include "notification/domain/notification.h"

namespace erp::notification {

// One message for the client.
struct Outgoing {
  enum class Kind {
    kEntry,         // a notification
    kSettled,       // one that went out before, or was trimmed, is no longer open
    kResync,        // forget everything: the whole inbox follows
    kAnnouncement,  // said to everybody, outside of the inbox
    kRead,          // something was read, in whatever session; it has no place in the sequence
  };
  Kind kind = Kind::kEntry;
  std::string epoch;
  // Of kResync: only seq, the head at that instant; of kAnnouncement: only the notification.
  Entry entry;
  std::int64_t read_up_to = 0;  // of kResync and kRead
  // Of kRead.
  std::int64_t unread = 0;
  std::vector<std::string> ids = {};
};

// Not thread-safe.
class Feed {
 public:
  // What to do after an event.
  struct Step {
    std::vector<Outgoing> send = {};
    bool read = false;       // read the inbox from from() on, then call OnPage()
    bool went_live = false;  // caught up for the first time
  };

  // Without `last` only what comes from now on is sent.
  explicit Feed(std::optional<Cursor> last) : position_(std::move(last)) {}

  // From now on every change arrives. Also after the connection that brings the changes was
  // lost and is back: what was missed is read.
  Step OnListening();
  // The page read from from() on.
  Step OnPage(const Page& page);
  // A change, published live.
  Step OnChange(const Change& change);

  // Where the next reading begins; nothing: only the head is wanted.
  [[nodiscard]] const std::optional<Cursor>& from() const { return position_; }
  [[nodiscard]] bool live() const { return state_ == State::kLive; }

 private:
  enum class State {
    kDeaf,     // the channel is not heard yet
    kReading,  // a page is on its way
    kLive,
  };

  Step Read();
  Step OnAdded(const Change& change);

  State state_ = State::kDeaf;
  bool was_live_ = false;
  std::optional<Cursor> position_;  // sent up to here
  // While reading: what the page must at least contain, or one more reading is needed.
  std::int64_t heard_ = 0;
  bool read_again_ = false;
};

}  // namespace erp::notification
