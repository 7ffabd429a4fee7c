// The bus, wrong on purpose.
//   relay.drop-publish  a message is reported as delivered, and is not
//   record.any-epoch    a result comes without the epoch that it was decided in, so it counts in
//   any
#pragma once

#include "bus/message.h"
#include "faults/bus_decorator.h"

namespace erp::approval_request {

// Thread-safe. The sink must outlive it.
class FaultyBus final : public faults::BusDecorator {
 public:
  using BusDecorator::BusDecorator;

  void Deliver(const outbox::Entry& entry, Report report) override;
};

bus::Handler TakeFromAnyEpoch(bus::Handler handler);

}  // namespace erp::approval_request
