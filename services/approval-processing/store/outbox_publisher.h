// ResultPublisher over the relay: the fast path of a message that was just stored.
#pragma once

#include "approval-processing/app/ports.h"
#include "outbox/relay.h"

namespace erp::approval_processing {

// Thread-safe. Blocks for the delivery report, at most until the deadline. The relay must
// outlive it.
class OutboxPublisher final : public ResultPublisher {
 public:
  explicit OutboxPublisher(outbox::Relay& relay) : relay_(relay) {}

  bool Publish(const ResultMessage& message, Deadline deadline) override;

 private:
  outbox::Relay& relay_;
};

}  // namespace erp::approval_processing
