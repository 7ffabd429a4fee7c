// The use cases around an inbox, and what is counted about them.
#pragma once

#include <cstdint>
#include <string>

#include "notification/app/ports.h"
#include "observe/metrics.h"

namespace erp::notification {

// Thread-safe. Blocks and throws as Inbox does.
class InboxService {
 public:
  InboxService(Inbox& inbox, metrics::Registry& registry);

  // Somebody is to be told something; a repeat changes nothing.
  void Deliver(const Notification& notification, const std::string& traceparent);
  // What they were told of is no longer open; also before it has come.
  void Settle(const Settlement& settlement);

  std::int64_t MarkRead(EmployeeId user, std::int64_t up_to);
  std::int64_t Unread(EmployeeId user);
  Page After(EmployeeId user, const Cursor& cursor, std::int64_t limit);
  Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit);

 private:
  Inbox& inbox_;
  const metrics::Counter added_;
  const metrics::Counter duplicate_;
  const metrics::Counter stored_settled_;
  const metrics::Counter settled_;
  const metrics::Counter settled_again_;
  const metrics::Counter settled_unknown_;
};

}  // namespace erp::notification
