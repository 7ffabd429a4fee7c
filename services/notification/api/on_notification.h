// Events in: approval-notifications (notification.requested, notification.settled).
#pragma once

#include "kafka/consumer.h"
#include "notification/app/intake.h"
#include "notification/app/replays.h"

namespace erp::notification {

// Order does not matter to it: repeats and a settlement before its request are the inbox's
// business. Refused, so dead letters: what cannot be read, wrong-key (not the userId),
// unknown-event (a type it does not know; an upgrade may read it from there).
// `intake` must outlive the handler.
kafka::RecordHandler OnNotificationEvent(Intake& intake);

// Where reading of the topic begins: wherever the store needs it. `replays` must outlive it.
kafka::StartHook StartByReplays(Replays& replays);

}  // namespace erp::notification
