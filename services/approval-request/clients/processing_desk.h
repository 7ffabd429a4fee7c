// Decisions, made by approval-processing through its internal listener.
#pragma once

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Decide blocks for at most three seconds; Unavailable when the arbiter is away or
// cannot decide now.
class ProcessingDesk final : public DecisionDesk {
 public:
  explicit ProcessingDesk(http::Client& client) : client_(client) {}

  Result<DecisionReceipt> Decide(const DecisionOrder& order) override;

 private:
  http::Response Send(const DecisionOrder& order);

  http::Client& client_;
};

// A refusal of another service as the Error that answers the same; throws Unavailable for its
// 5xx.
Error PassOn(const http::Response& response);

}  // namespace erp::approval_request
