// outbox::Sink that produces to the bus: CloudEvents 1.0 in binary mode.
#pragma once

#include <string>

#include "kafka/producer.h"
#include "outbox/ports.h"

namespace erp::approval_processing {

// Thread-safe. The producer must outlive it.
class BusSink final : public outbox::Sink {
 public:
  // `topic_prefix` stands before every topic; empty in most installations.
  BusSink(kafka::Producer& producer, std::string topic_prefix);

  void Deliver(const outbox::Entry& entry, Report report) override;
  bool Probe(Deadline deadline) override;

 private:
  kafka::Producer& producer_;
  const std::string topic_prefix_;
};

}  // namespace erp::approval_processing
