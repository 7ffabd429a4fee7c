// What people are to be notified of (topic approval-notifications, key userId): read by
// notification. Schemas: proto/events/notification.requested and notification.settled.
// Thread-safety and errors as in approval_events.h.
#pragma once

#include <string>
#include <string_view>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"

namespace erp::contracts {

struct NotificationRequested {
  static constexpr const char* kType = "notification.requested";

  std::string id;  // 1..200 characters; the same whenever it is published
  EmployeeId user;
  // APPROVAL_REQUESTED APPROVAL_STATUS_CHANGED DECISION_REFUSED, QUEST_SUBMITTED and the like, or
  // newer: readers show what they do not know.
  std::string type;
  RequestId document;  // approvalId on the wire; without a value when it is about something else
  std::string status;  // pending, refused, or what became of the document or the quest
  std::string title;
  std::string message;
  Instant at{};
  std::string subject = {};  // what it is about when it is no document: "quest:17"

  friend bool operator==(const NotificationRequested&, const NotificationRequested&) = default;
};

// What a notification asked for is done or void.
struct NotificationSettled {
  static constexpr const char* kType = "notification.settled";

  std::string id;  // of the notification
  EmployeeId user;
  // What only people read who follow the bus; nothing when it was not said.
  RequestId document;
  std::string reason;  // decided closed
  Instant at{};

  friend bool operator==(const NotificationSettled&, const NotificationSettled&) = default;
};

std::string Encode(const NotificationRequested& event);
std::string Encode(const NotificationSettled& event);
Result<NotificationRequested> DecodeNotificationRequested(std::string_view body);
Result<NotificationSettled> DecodeNotificationSettled(std::string_view body);

}  // namespace erp::contracts
