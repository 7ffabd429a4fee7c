// Events in: approval-notifications (notification.requested, notification.settled).
#pragma once

#include "kafka/consumer.h"
#include "notification/app/inbox_service.h"

namespace erp::notification {

// Order does not matter to it: repeats and a settlement before its request are the inbox's
// business. Types it does not know are left alone, newer producers may send them.
// `service` must outlive the handler.
kafka::RecordHandler OnNotificationEvent(InboxService& service);

}  // namespace erp::notification
