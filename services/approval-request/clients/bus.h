// Stored messages on their way to Kafka: the relay's sink, the way into the
// relay, and the way beside it.
#pragma once

#include <cstddef>
#include <vector>

#include "approval-request/app/ports.h"
#include "kafka/producer.h"
#include "outbox/relay.h"

namespace erp::approval_request {

// Target "bus". Thread-safe; never blocks but in Probe.
class BusSink final : public outbox::Sink {
 public:
  explicit BusSink(kafka::Producer& producer) : producer_(producer) {}

  void Deliver(const outbox::Entry& entry, Report report) override;
  bool Probe(Deadline deadline) override;

 private:
  kafka::Producer& producer_;
};

// Messages once more, beside the outbox. Thread-safe.
class BusRedelivery final : public Redelivery {
 public:
  static constexpr std::size_t kOnTheWay = 256;

  explicit BusRedelivery(kafka::Producer& producer) : producer_(producer) {}

  // Blocks until every report is there, each within the producer's delivery time-out; throws
  // Unavailable when one has failed.
  void Deliver(const std::vector<Message>& messages) override;

 private:
  kafka::Producer& producer_;
};

// Thread-safe; never blocks.
class RelayPublisher final : public Publisher {
 public:
  explicit RelayPublisher(outbox::Relay& relay) : relay_(relay) {}

  void Publish(RequestId document, std::vector<Message> messages) override;

 private:
  outbox::Relay& relay_;
};

}  // namespace erp::approval_request
