// The bus, wrong on purpose.
//   relay.drop-publish  a message is reported as delivered, and is not
//   record.any-epoch    a result comes without the epoch that it was decided in, so it counts in
//   any
#pragma once

#include "bus/message.h"
#include "outbox/ports.h"

namespace erp::approval_request {

// Thread-safe. The sink must outlive it.
class FaultyBus final : public outbox::Sink {
 public:
  explicit FaultyBus(outbox::Sink& bus) : bus_(bus) {}

  void Deliver(const outbox::Entry& entry, Report report) override;
  bool Probe(Deadline deadline) override { return bus_.Probe(deadline); }

 private:
  outbox::Sink& bus_;
};

bus::Handler TakeFromAnyEpoch(bus::Handler handler);

}  // namespace erp::approval_request
