// How this service reaches the bus: Kafka.
#pragma once

#include "kafka/consumer.h"
#include "notification/app/replays.h"
#include "notification/config.h"

namespace erp::notification {

// Of the consumer of approval-notifications, which begins to read wherever the store needs it.
// `replays` must outlive the consumer.
kafka::ConsumerOptions EventsOptions(const Config& config, Replays& replays);

}  // namespace erp::notification
