// JSON at the edge: what HTTP answers and what MESSAGE frames carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "notification/app/operator_messages.h"
#include "notification/app/ports.h"
#include "notification/domain/feed.h"
#include "notification/domain/notification.h"

namespace erp::notification {

// An array of entries, each with read and settled.
std::string PrintEntries(const Page& page);
std::string PrintReadState(const ReadState& state);
// What an operator's message was given as its id.
std::string PrintSent(const std::string& id);

// The body of a MESSAGE frame.
std::string PrintOutgoing(const Outgoing& message);

struct MarkReadBody {
  Cursor up_to;                    // its epoch counts for ids too
  std::vector<std::string> ids;    // instead of a place
  std::optional<EmployeeId> user;  // who acts, with AUTH_MODE=dev
};
// {"upTo": seq or "ids": [id], "epoch"?, "userId"?}; slugs "malformed-json", "invalid-body".
Result<MarkReadBody> ParseMarkRead(std::string_view body);

// {"approvalId", "status", "message"}; slugs "malformed-json", "invalid-body".
Result<OperatorMessage> ParseOperatorMessage(std::string_view body);

// {"people": [{"userId", "requested": [id], "settled": [id]}]}, at most 2000 ids in all; slugs
// "malformed-json", "invalid-body".
Result<std::vector<PublishedNotices>> ParsePublished(std::string_view body);
// {"store", "people": as above}
std::string PrintMissing(const Inbox::Missing& missing);

// Bodies of notification.requested and notification.settled; unknown members are ignored.
Result<Notification> ParseRequested(std::string_view body);
Result<Settlement> ParseSettled(std::string_view body);

}  // namespace erp::notification
