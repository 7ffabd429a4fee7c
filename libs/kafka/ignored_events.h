// The rule for event types that a consumer does not know: contracts grow by additions, so such a
// record is none of its business. It is done, counted, and named in the log.
#pragma once

#include <chrono>
#include <memory>

#include "common/result.h"
#include "kafka/record.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::kafka {

// Thread-safe. Copies share what they count.
class IgnoredEvents {
 public:
  explicit IgnoredEvents(metrics::Registry& registry);

  // What a handler returns for a record whose ce_type it does not know: done. Without any
  // ce_type a record is no event at all, and refused.
  Result<void> operator()(const Record& record) const;

 private:
  metrics::Counter ignored_;
  std::shared_ptr<log::Throttle> lines_;
};

}  // namespace erp::kafka
