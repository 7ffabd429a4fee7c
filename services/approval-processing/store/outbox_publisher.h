// ResultPublisher over the relay: the fast path of a message that was just stored.
#pragma once

#include "approval-processing/app/ports.h"
#include "outbox/relay.h"

namespace erp::approval_processing {

// Thread-safe. Blocks for the delivery report, at most until the deadline. Relay and
// epoch must outlive it.
class OutboxPublisher final : public ResultPublisher {
 public:
  OutboxPublisher(outbox::Relay& relay, const AnnouncedEpoch& epoch)
      : relay_(relay), epoch_(epoch) {}

  bool Publish(const ResultMessage& message, Deadline deadline) override;
  [[nodiscard]] bool IsSure(std::int64_t epoch) const override { return epoch_.IsSure(epoch); }

 private:
  outbox::Relay& relay_;
  const AnnouncedEpoch& epoch_;
};

}  // namespace erp::approval_processing
