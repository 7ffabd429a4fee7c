// Events in: approval-notifications (notification.requested, notification.settled).
#pragma once

#include "bus/message.h"
#include "notification/app/intake.h"
#include "observe/metrics.h"

namespace erp::notification {

// Order does not matter to it: repeats and a settlement before its request are the inbox's
// business. Refused, so dead letters: what cannot be read, wrong-key (not the userId),
// no-event-type. Types that are not known here are ignored. `intake` must outlive the handler.
bus::Handler OnNotificationEvent(Intake& intake, metrics::Registry& registry);

}  // namespace erp::notification
