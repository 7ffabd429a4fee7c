// Stored messages on their way to the bus: the way into the relay, and the way beside it.
#pragma once

#include <cstddef>
#include <vector>

#include "approval-request/app/ports.h"
#include "bus/publisher.h"
#include "outbox/relay.h"

namespace erp::approval_request {

// What the envelopes of its messages name.
inline constexpr const char* kBusSource = "/approval-request";

// Messages once more, beside the outbox. Thread-safe.
class BusRedelivery final : public Redelivery {
 public:
  static constexpr std::size_t kOnTheWay = 256;

  explicit BusRedelivery(bus::Publisher& publisher) : publisher_(publisher) {}

  // Blocks until every report is there, each within the publisher's time; throws
  // Unavailable when one has failed.
  void Deliver(const std::vector<Message>& messages) override;

 private:
  bus::Publisher& publisher_;
};

// Thread-safe; never blocks.
class RelayPublisher final : public Publisher {
 public:
  explicit RelayPublisher(outbox::Relay& relay) : relay_(relay) {}

  void Publish(RequestId document, std::vector<Message> messages) override;
  [[nodiscard]] std::size_t Backlog() const override;

 private:
  outbox::Relay& relay_;
};

}  // namespace erp::approval_request
