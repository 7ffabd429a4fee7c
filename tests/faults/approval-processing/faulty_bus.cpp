#include "faults/approval-processing/faulty_bus.h"

#include <utility>

#include "faults/hit.h"

namespace erp::approval_processing {

void FaultyBus::Deliver(const outbox::Entry& entry, Report report) {
  const bool hold = faults::Hit("bus.overtaken");
  const MutexLock lock(mutex_);
  if (hold) {
    held_ = Held{entry, std::move(report)};
    return;
  }
  if (held_ && held_->entry.key == entry.key) {
    BusDecorator::Deliver(held_->entry, std::move(held_->report));
    held_.reset();
  }
  BusDecorator::Deliver(entry, std::move(report));
}

}  // namespace erp::approval_processing
