#include "approval-processing/clients/bus_sink.h"

#include <utility>

#include "common/failpoint.h"
#include "common/thread_annotations.h"
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
  if (!Hold(record, report)) Produce(record, std::move(report));
}

void BusSink::Produce(const kafka::Record& record, Report report) {
  producer_.Produce(
      record, [report = std::move(report)](const std::string& error) { report(error.empty()); });
}

// The fault that tests must be able to see: a result is on its way while the store is lost and
// filled again, and reaches the bus then.
bool BusSink::Hold(const kafka::Record& record, const Report& report) {
  const bool hold = failpoint::Hit("bus.overtaken");
  const MutexLock lock(mutex_);
  if (hold) {
    overtaken_ = Overtaken{record, report};
  } else if (overtaken_ && overtaken_->record.key == record.key) {
    Produce(overtaken_->record, std::move(overtaken_->report));
    overtaken_.reset();
  }
  return hold;
}

bool BusSink::Probe(Deadline deadline) { return producer_.Probe(deadline); }

}  // namespace erp::approval_processing
