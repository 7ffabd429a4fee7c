#include "approval-processing/clients/bus_sink.h"

#include <utility>

namespace erp::approval_processing {

BusSink::BusSink(kafka::Producer& producer, std::string topic_prefix)
    : producer_(producer), topic_prefix_(std::move(topic_prefix)) {}

void BusSink::Deliver(const outbox::Entry& entry, Report report) {
  kafka::Record record;
  record.topic = topic_prefix_ + entry.topic;
  record.key = entry.key;
  record.value = entry.body;
  record.headers = {{"ce_specversion", "1.0"},
                    {"ce_id", entry.id},
                    {"ce_type", entry.type},
                    {"ce_source", "/approval-processing"},
                    {"ce_time", FormatInstant(entry.time)},
                    {"content-type", "application/json"}};
  if (!entry.traceparent.empty()) record.headers["traceparent"] = entry.traceparent;
  producer_.Produce(
      record, [report = std::move(report)](const std::string& error) { report(error.empty()); });
}

bool BusSink::Probe(Deadline deadline) { return producer_.Probe(deadline); }

}  // namespace erp::approval_processing
