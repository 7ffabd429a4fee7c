#include "bus/ignored_events.h"

namespace erp::bus {

IgnoredEvents::IgnoredEvents(metrics::Registry& registry)
    : ignored_(registry.GetCounter("kafka_consumer_ignored_total",
                                   "Records of event types that are not known here")),
      lines_(std::make_shared<log::Throttle>(std::chrono::seconds(10))) {}

Result<void> IgnoredEvents::operator()(const Message& message) const {
  const auto& type = message.envelope.type;
  if (type.empty()) {
    return Error{ErrorCode::kInvalid, "no-event-type", "The record has no header ce_type."};
  }
  ignored_.Add();
  if (lines_->Allow()) {
    log::Warn("event of an unknown type is ignored",
              {{"topic", message.topic}, {"place", message.place}, {"type", type.substr(0, 100)}});
  }
  return {};
}

}  // namespace erp::bus
