#include "employee/clients/relay_publisher.h"

#include <utility>

namespace erp::employee {

void RelayPublisher::Publish(std::vector<OutgoingMessage> messages) {
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
                       .place = std::move(message.place)});
  }
  // Nobody waits for the delivery: the database already holds what is to be delivered.
  relay_.Submit(std::move(entries));
}

}  // namespace erp::employee
