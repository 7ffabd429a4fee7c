#include "faults/approval-request/faulty_bus.h"

#include <utility>

#include "contracts/envelope.h"
#include "faults/hit.h"

namespace erp::approval_request {

void FaultyBus::Deliver(const outbox::Entry& entry, Report report) {
  if (faults::Hit("relay.drop-publish")) return report(true);
  bus_.Deliver(entry, std::move(report));
}

kafka::RecordHandler TakeFromAnyEpoch(kafka::RecordHandler handler) {
  return [handler = std::move(handler)](const kafka::Record& record) {
    if (!faults::Hit("record.any-epoch")) return handler(record);
    kafka::Record wrong = record;
    wrong.headers.erase(contracts::kEpochHeader);
    return handler(wrong);
  };
}

}  // namespace erp::approval_request
