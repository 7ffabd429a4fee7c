// outbox::Sink that produces to the bus: CloudEvents 1.0 in binary mode.
#pragma once

#include <optional>
#include <string>

#include "common/thread_annotations.h"
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
  // Of tests: a record that reaches the bus just before the next one of its key.
  struct Overtaken {
    kafka::Record record;
    Report report;
  };
  bool Hold(const kafka::Record& record, const Report& report);
  void Produce(const kafka::Record& record, Report report);

  kafka::Producer& producer_;
  const std::string topic_prefix_;
  Mutex mutex_;
  std::optional<Overtaken> overtaken_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_processing
