// The bus as it is: what a daemon that is wrong on purpose overrides in part.
#pragma once

#include <utility>

#include "outbox/ports.h"

namespace erp::faults {

// Passes everything on. As thread-safe as the sink, which must outlive it.
class BusDecorator : public outbox::Sink {
 public:
  explicit BusDecorator(outbox::Sink& bus) : bus_(bus) {}

  void Deliver(const outbox::Entry& entry, Report report) override {
    bus_.Deliver(entry, std::move(report));
  }
  bool Probe(Deadline deadline) override { return bus_.Probe(deadline); }

 private:
  outbox::Sink& bus_;
};

}  // namespace erp::faults
