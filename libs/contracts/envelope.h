// What every event says about itself: CloudEvents 1.0, Kafka protocol binding, binary mode. The
// attributes travel as headers, the body is the data (proto/events/asyncapi.yaml).
#pragma once

#include <map>
#include <string>

#include "common/clock.h"

namespace erp::contracts {

inline constexpr const char* kIdHeader = "ce_id";
inline constexpr const char* kTypeHeader = "ce_type";
inline constexpr const char* kEpochHeader = "ce_epoch";

struct Envelope {
  std::string id;           // of the fact: the same whenever it is published
  std::string type;         // "approval.step-opened"
  std::string source;       // "/approval-request"
  Instant time{};           // of the fact
  std::string traceparent;  // W3C trace context; empty: none
  std::string epoch;        // of the store that decided; empty: none
};

// The headers of a record that carries the event.
std::map<std::string, std::string> HeadersOf(const Envelope& envelope);

}  // namespace erp::contracts
