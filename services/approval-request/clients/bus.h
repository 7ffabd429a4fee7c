// Stored messages on their way to Kafka: the relay's sink, and the way into the relay.
#pragma once

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
