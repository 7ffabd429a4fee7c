#include "notification/api/on_notification.h"

#include "notification/api/json.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

Result<void> OnRequested(InboxService& service, const kafka::Record& record) {
  const auto notification = ParseRequested(record.value);
  if (!notification) return notification.error();
  service.Deliver(*notification, trace::CurrentTraceparent());
  return {};
}

Result<void> OnSettled(InboxService& service, const kafka::Record& record) {
  const auto settlement = ParseSettled(record.value);
  if (!settlement) return settlement.error();
  service.Settle(*settlement);
  return {};
}

}  // namespace

kafka::RecordHandler OnNotificationEvent(InboxService& service) {
  return [&service](const kafka::Record& record) -> Result<void> {
    const std::string type = record.Header("ce_type");
    if (type == "notification.requested") return OnRequested(service, record);
    if (type == "notification.settled") return OnSettled(service, record);
    if (type.empty()) {
      return Error{ErrorCode::kInvalid, "no-event-type", "The record has no header ce_type."};
    }
    log::Debug("an event of an unknown type is left alone", {{"type", type}});
    return {};
  };
}

}  // namespace erp::notification
