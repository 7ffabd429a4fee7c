// Events in: approval-notifications (notification.requested, notification.settled).
#pragma once

#include "kafka/consumer.h"
#include "notification/app/intake.h"
#include "notification/app/replays.h"
#include "observe/metrics.h"

namespace erp::notification {

// Order does not matter to it: repeats and a settlement before its request are the inbox's
// business. Refused, so dead letters: what cannot be read, wrong-key (not the userId),
// no-event-type. Types that are not known here are ignored. `intake` must outlive the handler.
kafka::RecordHandler OnNotificationEvent(Intake& intake, metrics::Registry& registry);

// Where reading of the topic begins: wherever the store needs it. `replays` must outlive it.
kafka::StartHook StartByReplays(Replays& replays);

}  // namespace erp::notification
