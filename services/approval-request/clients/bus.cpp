#include "approval-request/clients/bus.h"

#include <utility>

namespace erp::approval_request {

void BusSink::Deliver(const outbox::Entry& entry, Report report) {
  kafka::Record record;
  record.topic = entry.topic;
  record.key = entry.key;
  record.value = entry.body;
  record.headers = {{"ce_specversion", "1.0"},
                    {"ce_id", entry.id},
                    {"ce_type", entry.type},
                    {"ce_source", "/approval-request"},
                    {"ce_time", FormatInstant(entry.time)},
                    {"content-type", "application/json"},
                    {"traceparent", entry.traceparent}};
  producer_.Produce(
      record, [report = std::move(report)](const std::string& error) { report(error.empty()); });
}

bool BusSink::Probe(Deadline deadline) { return producer_.Probe(deadline); }

void RelayPublisher::Publish(RequestId document, std::vector<Message> messages) {
  std::vector<outbox::Entry> entries;
  entries.reserve(messages.size());
  for (auto& message : messages) {
    entries.push_back({.id = std::move(message.id),
                       .target = std::move(message.target),
                       .topic = std::move(message.topic),
                       .key = std::move(message.key),
                       .type = std::move(message.type),
                       .body = std::move(message.body),
                       .traceparent = std::move(message.traceparent),
                       .time = message.time,
                       .place = document.str()});
  }
  // Nobody waits for the delivery: the document already holds what is to be delivered.
  relay_.Submit(std::move(entries));
}

std::size_t RelayPublisher::Backlog() const { return relay_.Backlog(); }

}  // namespace erp::approval_request
