#include "approval-request/domain/held.h"

#include <algorithm>

namespace erp::approval_request {

const HeldResult& FirstHeld(const std::vector<HeldResult>& held) {
  return *std::min_element(held.begin(), held.end(), [](const auto& one, const auto& other) {
    return one.result < other.result;
  });
}

}  // namespace erp::approval_request
