// Events in: approval-notifications (notification.requested, notification.settled).
#pragma once

#include "kafka/consumer.h"
#include "notification/app/intake.h"
#include "notification/app/replays.h"

namespace erp::notification {

// Order does not matter to it: repeats and a settlement before its request are the inbox's
// business. Types it does not know are left alone, newer producers may send them.
// `intake` must outlive the handler.
kafka::RecordHandler OnNotificationEvent(Intake& intake);

// Where reading of the topic begins: wherever the store needs it. `replays` must outlive it.
kafka::StartHook StartByReplays(Replays& replays);

}  // namespace erp::notification
