// The way out to the bus.
#pragma once

#include <functional>
#include <string>

#include "bus/message.h"
#include "common/clock.h"

namespace erp::bus {

// Thread-safe.
class Publisher {
 public:
  // Called exactly once, on any thread, within a time that the bus bounds; must not block. An empty
  // error is success: the message is durable. After a failure it is unknown whether it is.
  using Report = std::function<void(const std::string& error)>;

  virtual ~Publisher() = default;
  // Hands the message over and returns at once; reports instead of throwing.
  virtual void Publish(const Message& message, Report report) = 0;
  // Blocks at most until the deadline: true when the bus answers now.
  virtual bool Probe(Deadline deadline) = 0;
};

}  // namespace erp::bus
