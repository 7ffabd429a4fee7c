// Reads what a topic keeps, beside its consumers: no group, nothing is committed.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "common/brokers.h"
#include "common/clock.h"
#include "kafka/record.h"

namespace erp::kafka {

struct ScanRange {
  std::string topic;
  std::optional<Instant> since = std::nullopt;  // by the records' own time; absent: everything
};

// Every record up to the end of each partition, on the caller's thread; those of a partition in
// their order. Thread-safe. Throws Unavailable when it is not done at the deadline, or some seconds
// after `stop` was requested at the latest, and whatever `visit` throws.
void ScanTopic(const Brokers& brokers,
               const ScanRange& range,
               Deadline deadline,
               const std::stop_token& stop,
               const std::function<void(Record)>& visit);

}  // namespace erp::kafka
