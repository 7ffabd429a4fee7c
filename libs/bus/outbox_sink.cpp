#include "bus/outbox_sink.h"

#include <utility>

namespace erp::bus {

Message MessageOf(const outbox::Entry& entry,
                  const std::string& source,
                  const std::string& topic_prefix) {
  return {.topic = topic_prefix + entry.topic,
          .key = entry.key,
          .envelope = {.id = entry.id,
                       .type = entry.type,
                       .source = source,
                       .time = entry.time,
                       .traceparent = entry.traceparent,
                       .epoch = entry.epoch},
          .body = entry.body};
}

OutboxSink::OutboxSink(Publisher& publisher, std::string source, std::string topic_prefix)
    : publisher_(publisher), source_(std::move(source)), topic_prefix_(std::move(topic_prefix)) {}

void OutboxSink::Deliver(const outbox::Entry& entry, Report report) {
  publisher_.Publish(
      MessageOf(entry, source_, topic_prefix_),
      [report = std::move(report)](const std::string& error) { report(error.empty()); });
}

bool OutboxSink::Probe(Deadline deadline) { return publisher_.Probe(deadline); }

}  // namespace erp::bus
