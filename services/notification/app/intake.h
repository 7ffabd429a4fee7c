// What comes from the topic into the inboxes, only into a store that has everything before it.
#pragma once

#include <string>

#include "notification/app/ports.h"
#include "notification/app/replays.h"
#include "observe/metrics.h"

namespace erp::notification {

// Thread-safe. Blocks as Inbox does. Throws Unavailable when the store does not answer, and when
// it has lost something that has to be read again first: then the record will come again.
class Intake {
 public:
  Intake(Inbox& inbox, Replays& replays, metrics::Registry& registry);

  // Somebody is to be notified; a repeat changes nothing.
  void Deliver(const Notification& notification, const std::string& traceparent);
  // What they were notified of is no longer open; also before it has come.
  void Settle(const Settlement& settlement);

 private:
  Appended Append(const Notification& notification, const std::string& traceparent);
  Settled SettleOnce(const Settlement& settlement);

  Inbox& inbox_;
  Replays& replays_;
  const metrics::Counter added_;
  const metrics::Counter duplicate_;
  const metrics::Counter stored_settled_;
  const metrics::Counter settled_;
  const metrics::Counter settled_again_;
  const metrics::Counter settled_unknown_;
};

}  // namespace erp::notification
