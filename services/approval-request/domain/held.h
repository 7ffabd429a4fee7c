// Results that came before the one that they follow: the document holds them until that one has
// arrived, or is given up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"

namespace erp::approval_request {

// As it was on the bus, so that it is read as it is read from there.
struct HeldResult {
  std::string id;
  std::int64_t result = 0;  // n
  std::string type;         // of the event
  std::string body;
  Instant since{};
  friend bool operator==(const HeldResult&, const HeldResult&) = default;
};
// Later ones wait on the bus.
inline constexpr std::size_t kHeldMost = 16;

// The one with the lowest number; `held` must not be empty.
const HeldResult& FirstHeld(const std::vector<HeldResult>& held);

}  // namespace erp::approval_request
