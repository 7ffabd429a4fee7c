// The bus, wrong on purpose.
//   bus.overtaken  a result is held back, as if on its way while the store is lost and filled
//   again,
//                  and reaches the bus just before the next one of its document
#pragma once

#include <optional>

#include "common/thread_annotations.h"
#include "faults/bus_decorator.h"

namespace erp::approval_processing {

// Thread-safe. The sink must outlive it.
class FaultyBus final : public faults::BusDecorator {
 public:
  using BusDecorator::BusDecorator;

  void Deliver(const outbox::Entry& entry, Report report) override;

 private:
  struct Held {
    outbox::Entry entry;
    Report report;
  };

  Mutex mutex_;
  std::optional<Held> held_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_processing
