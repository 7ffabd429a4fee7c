// What every event says about itself: CloudEvents 1.0, Kafka protocol binding, binary mode. The
// attributes travel as headers, the body is the data (proto/events/asyncapi.yaml).
#pragma once

#include <map>
#include <string>

#include "common/clock.h"

namespace erp::contracts {

struct Envelope {
  std::string id;           // of the fact: the same whenever it is published
  std::string type;         // "approval.step-opened"
  std::string source;       // "/approval-request"
  Instant time{};           // of the fact; of what was read 1970 when it could not be read
  std::string traceparent;  // W3C trace context; empty: none
  std::string epoch;        // of the store that decided; empty: none

  friend bool operator==(const Envelope&, const Envelope&) = default;
};

using Headers = std::map<std::string, std::string>;

// The headers of a message that carries the event, and back. What is missing is empty; who reads
// decides what has to be there.
Headers HeadersOf(const Envelope& envelope);
Envelope EnvelopeOf(const Headers& headers);

}  // namespace erp::contracts
