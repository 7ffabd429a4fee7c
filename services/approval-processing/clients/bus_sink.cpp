#include "approval-processing/clients/bus_sink.h"

#include <utility>

#include "contracts/envelope.h"

namespace erp::approval_processing {

BusSink::BusSink(kafka::Producer& producer, std::string topic_prefix)
    : producer_(producer), topic_prefix_(std::move(topic_prefix)) {}

void BusSink::Deliver(const outbox::Entry& entry, Report report) {
  kafka::Record record;
  record.topic = topic_prefix_ + entry.topic;
  record.key = entry.key;
  record.value = entry.body;
  record.headers = contracts::HeadersOf({.id = entry.id,
                                         .type = entry.type,
                                         .source = "/approval-processing",
                                         .time = entry.time,
                                         .traceparent = entry.traceparent,
                                         .epoch = entry.epoch});
  producer_.Produce(
      record, [report = std::move(report)](const std::string& error) { report(error.empty()); });
}

bool BusSink::Probe(Deadline deadline) { return producer_.Probe(deadline); }

}  // namespace erp::approval_processing
