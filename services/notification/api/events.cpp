#include "notification/api/events.h"

#include "bus/ignored_events.h"
#include "contracts/notification_events.h"
#include "notification/api/json.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

// Its own key is what keeps the messages to a person in order.
Result<void> CheckKey(const bus::Message& message, EmployeeId user) {
  if (message.key == user.str()) return {};
  return Error{ErrorCode::kInvalid, "wrong-key", "The key is not the userId."};
}

Result<void> OnRequested(Intake& intake, const bus::Message& message) {
  const auto notification = ParseRequested(message.body.value_or(""));
  if (!notification) return notification.error();
  if (auto key = CheckKey(message, notification->user); !key) return key;
  intake.Deliver(*notification, trace::CurrentTraceparent());
  return {};
}

Result<void> OnSettled(Intake& intake, const bus::Message& message) {
  const auto settlement = ParseSettled(message.body.value_or(""));
  if (!settlement) return settlement.error();
  if (auto key = CheckKey(message, settlement->user); !key) return key;
  intake.Settle(*settlement);
  return {};
}

}  // namespace

bus::Handler OnNotificationEvent(Intake& intake, metrics::Registry& registry) {
  return [&intake,
          ignored = bus::IgnoredEvents(registry)](const bus::Message& message) -> Result<void> {
    const auto& type = message.envelope.type;
    if (type == contracts::NotificationRequested::kType) return OnRequested(intake, message);
    if (type == contracts::NotificationSettled::kType) return OnSettled(intake, message);
    return ignored(message);
  };
}

}  // namespace erp::notification
