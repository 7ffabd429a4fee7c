// Open tasks of leavers become somebody else's, by approval-processing's internal listener.
#pragma once

#include "approval-request/app/hand_over.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Move blocks for at most two seconds; Unavailable when the arbiter is away or cannot
// decide now.
class ProcessingMover final : public TaskMover {
 public:
  explicit ProcessingMover(http::Client& client) : client_(client) {}

  Result<void> Move(const MoveCommand& command) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_request
