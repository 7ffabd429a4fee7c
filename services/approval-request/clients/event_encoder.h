// The events of this service as they look on the bus: proto/events.
#pragma once

#include <utility>

#include "approval-request/app/ports.h"
#include "approval-request/clients/topics.h"

namespace erp::approval_request {

// Thread-safe.
class JsonEventEncoder final : public EventEncoder {
 public:
  explicit JsonEventEncoder(Topics topics) : topics_(std::move(topics)) {}

  [[nodiscard]] Message Encode(const Event& event) const override;

 private:
  const Topics topics_;
};

}  // namespace erp::approval_request
