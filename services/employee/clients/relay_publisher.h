// The way into the relay of the outbox for what was just committed.
#pragma once

#include <vector>

#include "employee/app/publishing/ports.h"
#include "outbox/relay.h"

namespace erp::employee {

// Thread-safe; never blocks. The relay must outlive it.
class RelayPublisher final : public Publisher {
 public:
  explicit RelayPublisher(outbox::Relay& relay) : relay_(relay) {}

  void Publish(std::vector<OutgoingMessage> messages) override;

 private:
  outbox::Relay& relay_;
};

}  // namespace erp::employee
