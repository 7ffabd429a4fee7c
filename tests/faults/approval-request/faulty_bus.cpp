#include "faults/approval-request/faulty_bus.h"

#include <utility>

#include "faults/hit.h"

namespace erp::approval_request {

void FaultyBus::Deliver(const outbox::Entry& entry, Report report) {
  if (faults::Hit("relay.drop-publish")) return report(true);
  BusDecorator::Deliver(entry, std::move(report));
}

bus::Handler TakeFromAnyEpoch(bus::Handler handler) {
  return [handler = std::move(handler)](const bus::Message& message) {
    if (!faults::Hit("record.any-epoch")) return handler(message);
    bus::Message wrong = message;
    wrong.envelope.epoch.clear();
    return handler(wrong);
  };
}

}  // namespace erp::approval_request
