// The rule for event types that a consumer does not know: contracts grow by additions, so such a
// message is none of its business. It is done, counted, and named in the log.
#pragma once

#include <chrono>
#include <memory>

#include "bus/message.h"
#include "common/result.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::bus {

// Thread-safe. Copies share what they count.
class IgnoredEvents {
 public:
  explicit IgnoredEvents(metrics::Registry& registry);

  // What a handler returns for a message whose type it does not know: done. Without any type a
  // message is no event at all, and refused ("no-event-type").
  Result<void> operator()(const Message& message) const;

 private:
  metrics::Counter ignored_;
  std::shared_ptr<log::Throttle> lines_;
};

}  // namespace erp::bus
