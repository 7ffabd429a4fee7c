// The events of this service as they look on the bus: proto/events.
#pragma once

#include <utility>

#include "employee/app/publishing/ports.h"
#include "employee/clients/topics.h"

namespace erp::employee {

// Thread-safe.
class JsonEventEncoder final : public EventEncoder {
 public:
  explicit JsonEventEncoder(Topics topics) : topics_(std::move(topics)) {}

  [[nodiscard]] OutgoingMessage Encode(const Event& event) const override;

 private:
  const Topics topics_;
};

}  // namespace erp::employee
