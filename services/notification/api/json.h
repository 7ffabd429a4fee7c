// JSON at the edge: what HTTP answers and what MESSAGE frames carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/id.h"
#include "common/result.h"
#include "notification/domain/feed.h"
#include "notification/domain/notification.h"

namespace erp::notification {

// An array of entries, each with read and settled.
std::string PrintEntries(const Page& page);
std::string PrintUnread(std::int64_t unread);

// The body of a MESSAGE frame.
std::string PrintOutgoing(const Outgoing& message);

struct MarkReadBody {
  std::int64_t up_to = 0;
  std::optional<EmployeeId> user;  // who acts, with AUTH_MODE=dev
};
// {"upTo": seq, "userId"?}; slugs "malformed-json", "invalid-body".
Result<MarkReadBody> ParseMarkRead(std::string_view body);

// Bodies of notification.requested and notification.settled; unknown members are ignored.
Result<Notification> ParseRequested(std::string_view body);
Result<Settlement> ParseSettled(std::string_view body);

}  // namespace erp::notification
